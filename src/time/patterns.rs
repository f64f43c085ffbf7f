//! The patterns of times as they are typed.

use std::sync::LazyLock;

use regex::Regex;

use super::days::NTH;

/// A clock time: `noon`, `15:00`, `15:00:30`, `15h00`, `15h`, `15.00`, `3pm`, `3:30 p.m.`.
const CLOCK: &str = r"(?:(?P<N>\b(?:12(?:[:.]00)?\s*)?(?:noon|midday)\b)|(?P<H>\d{1,2})(?:[:h.](?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?|h)\s*(?P<A>[ap]\.?m\b\.?)?|(?P<K>\d{1,2})\s*(?P<B>[ap]\.?m\b\.?))";
const MONTHS: &str = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const WEEKDAYS: &str =
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?";
const UNITS: &str = r"months?|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|years?|yrs?";
/// How many of a unit: words stand apart from it, so that `and` is no `an d`.
const COUNT: &str = r"(?:\d+\s*|(?:half an|an?)\s+)";
/// What stands between the ends of a range.
const TO: &str = r"(?:-|–|—|to|until|till)";

pub(super) struct Patterns {
    pub(super) compact: Regex,
    pub(super) iso: Regex,
    pub(super) iso_week: Regex,
    pub(super) whole_week: Regex,
    pub(super) year_first: Regex,
    pub(super) dotted: Regex,
    pub(super) dotted_short: Regex,
    pub(super) dashed: Regex,
    pub(super) slashed: Regex,
    pub(super) day_month: Regex,
    pub(super) month_day: Regex,
    pub(super) days_of_month: Regex,
    pub(super) nth_weekday: Regex,
    pub(super) edge_of_month: Regex,
    pub(super) of_month: Regex,
    pub(super) ahead: Regex,
    pub(super) weeks_from: Regex,
    pub(super) weekday: Regex,
    pub(super) no_day: Regex,
    pub(super) counted_on: Regex,
    pub(super) repeats: Regex,
    pub(super) year: Regex,
    pub(super) short_year: Regex,
    pub(super) relative: Regex,
    pub(super) from_now: Regex,
    pub(super) length: Regex,
    pub(super) length_alone: Regex,
    pub(super) utc_and_hours: Regex,
    pub(super) span: Regex,
    pub(super) ago: Regex,
    pub(super) day_part: Regex,
    pub(super) day_end: Regex,
    pub(super) business_end: Regex,
    pub(super) range: Regex,
    pub(super) short_range: Regex,
    pub(super) hour_range: Regex,
    pub(super) spoken: Regex,
    pub(super) half_hour: Regex,
    pub(super) clock: Regex,
    pub(super) four_digits: Regex,
    pub(super) four_digit_range: Regex,
    pub(super) midnight: Regex,
    pub(super) offset: Regex,
    pub(super) behind: Regex,
    pub(super) stamp: Regex,
    pub(super) zulu: Regex,
    pub(super) bare: Regex,
    pub(super) filler: Regex,
}

pub(super) static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let regex =
        |pattern: &str| Regex::new(&format!("(?i){pattern}")).expect("the pattern is a constant and well formed");
    let numbered = |mark: &str| {
        let mut clock = CLOCK.to_owned();
        for name in ["H", "M", "S", "A", "K", "B", "N"] {
            clock = clock.replace(&format!("?P<{name}>"), &format!("?P<{name}{mark}>"));
        }
        clock
    };
    let spans = format!(r"(?:{COUNT}(?:{UNITS})\b[\s,]*(?:\band\s+)?)+");
    // `1h30m` has no space between its parts.
    let joined = format!(r"(?:{COUNT}(?:{UNITS})[\s,]*(?:\band\s+)?)+");
    Patterns {
        compact: regex(r"\b(\d{4})(\d{2})(\d{2})(?:t(\d{2})(\d{2})(\d{2})?)?(z\b|\b)"),
        iso: regex(r"\b(\d{4,})-(\d{1,2})-(\d{1,2})(?:t|\b)"),
        iso_week: regex(r"\b(\d{4})-?w(\d{2})-?([1-7])(?:t|\b)"),
        whole_week: regex(r"\b(\d{4})-?w(\d{1,2})\b"),
        year_first: regex(r"\b(\d{4})(?:/|\.\s?)(\d{1,2})(?:/|\.\s?)(\d{1,2})\b\.?"),
        dotted: regex(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2}\b)(?:$|[^\d:.h])"),
        dotted_short: regex(r"(?:^|[^\d:.])(\d{1,2})\.\s?(\d{1,2})(\.)(?:\s|,|$)"),
        dashed: regex(r"\b(\d{1,2})-(\d{1,2})-(\d{4})\b"),
        slashed: regex(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?\b"),
        day_month: regex(&format!(
            r"(?:^|[^\d:.h])(\d{{1,2}})(?:st|nd|rd|th)?[\s-]*\.?\s*(?:of\s+)?({MONTHS})\b\.?(?:(?:,?\s+|-)(\d{{4}})\b|(?:-|\s*')(\d{{2}})\b)?"
        )),
        month_day: regex(&format!(
            r"\b({MONTHS})\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(\d{{4}})\b|(?:-|,?\s*')(\d{{2}})\b)?"
        )),
        days_of_month: regex(&format!(
            r"\b\d{{1,2}}(?:st|nd|rd|th)?\s*{TO}\s*\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b|\b(?:{MONTHS})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\s*{TO}\s*\d{{1,2}}(?:st|nd|rd|th)?(?:$|[\s,]+(?:$|[^ap\s]|[ap][^m\s.]))"
        )),
        nth_weekday: regex(&format!(
            r"\b(?:the\s+)?({NTH})\s+({WEEKDAYS})(\s+but\s+(?:one|two|1|2))?\s+(?:of|in)\s+(?:({MONTHS})\b\.?(?:,?\s+(\d{{4}})\b)?|(this|next|the)\s+month\b)"
        )),
        edge_of_month: regex(&format!(
            r"\b(?:the\s+)?(first|1st|last)\s+day\s+(?:of|in)\s+(?:({MONTHS})\b\.?(?:,?\s+(\d{{4}})\b)?|(this|next|the)\s+month\b)"
        )),
        of_month: regex(r"\b(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)\b"),
        ahead: regex(
            r"\b(?:the\s+)?(day after tomorrow|day before yesterday|tomorrow|tomorow|tmrw|tmr|tmw|today|yesterday)\b",
        ),
        weeks_from: regex(&format!(
            r"\b(\d+|an?)\s*(weeks?|days?)\s+(?:from|after|on)\s+(?:(next|this|coming)\s+)?({WEEKDAYS}|today|tomorrow)\b\.?"
        )),
        weekday: regex(&format!(
            r"\b(?:(next|this|last)\s+week,?\s+(?:on\s+)?)?(?:(next|this coming|this past|this|coming|upcoming|on|last|past)\s+)?({WEEKDAYS})\b\.?(?:,?\s+(?:of\s+)?(next|this|last)\s+week\b|\s+(week)\b)?"
        )),
        counted_on: regex(&format!(
            r"\b(?:next\s+next\s+\w+|(?:{WEEKDAYS}|weekend|week|month|day|meeting)\s+after\s+next|(?:\d+|an?|the)\s*(?:days?|weeks?|months?)\s+(?:after|before)|(?:\d+|few|several)\s+(?:working|business|week)\s*-?days?)\b"
        )),
        no_day: regex(&format!(
            r"\b(?:(?:end|beginning|start|middle) of (?:the |this |next )?(?:week|month|year)|(?:next|this|last) (?:week|weekend|month|year)|weekend|eow|eom|(?:{MONTHS})\s+\d{{4}}|january|february|april|june|july|august|september|october|november|december)\b"
        )),
        repeats: regex(
            r"\b(?:every|each|weekly|daily|monthly|biweekly|fortnightly|(?:mon|tues|wednes|thurs|fri|satur|sun)days|weekdays)\b",
        ),
        year: regex(r"(?:^|\s)((?:19|20)\d{2})\s*$"),
        // Behind a day and its month, which leave spaces: `8 Dec 26`.
        short_year: regex(r"^[\s,]*(2[4-9]|[3-9]\d)(?:[\s,]|$)"),
        relative: regex(&format!(r"^\s*in\s+({joined})(?:\b|$)")),
        from_now: regex(&format!(r"^\s*({joined})\s*\bfrom\s+(?:now|today)\b")),
        length: regex(&format!(r"(?:\bfor|\+)\s*({spans})")),
        length_alone: regex(&format!(r"^({joined})$")),
        utc_and_hours: regex(r"\b(utc|gmt)\s*\+\s*(\d{1,2})\s*(?:h|hrs?|hours?)\b"),
        span: regex(&format!(r"({COUNT})({UNITS})")),
        ago: regex(&format!(r"^\s*({joined})\s*\bago\b")),
        day_part: regex(
            r"\b(?:(tonight|tonite|last night)|(?:(?:in|during)\s+the\s+|(this)\s+|at\s+)?(morning|afternoon|evening|night))\b",
        ),
        day_end: regex(r"\b(?:end of (?:the )?day|eod)\b"),
        business_end: regex(r"\b(?:(?:end|close) of (?:business|play)|cob|eob)\b"),
        range: regex(&format!(r"{}\s*(?P<TO>{TO})\s*{}", numbered("1"), numbered("2"))),
        // `3-5pm`, `3:00 to 5 pm`: what stands behind the second time holds for both.
        short_range: regex(&format!(
            r"(?:^|[^:.\d])(\d{{1,2}})(?:[:.](\d{{2}}))?\s*{TO}\s*(\d{{1,2}})(?:[:.](\d{{2}}))?\s*([ap]\.?m\b\.?)"
        )),
        // `15-17`, `15:00-17`, `15-17:30`, `3pm-5`: an hour alone on one side at least.
        hour_range: regex(&format!(
            r"(?:^|[^:./\d+-])(?P<all>(?P<h>\d{{1,2}})(?:[:.h](?P<m>\d{{2}})|\s?h\b)?\s*(?P<half>[ap]\.?m\b\.?)?\s*(?P<to>{TO})\s*(?P<end_h>\d{{1,2}})(?:[:.h](?P<end_m>\d{{2}})|\s?h)?)(?:$|[^:/\d+-])"
        )),
        spoken: regex(
            r"\b(?:(?:(?:a\s+)?(?P<quarter>quarter|half)|(?P<minutes>\d{1,2})\s*min(?:ute)?s?)\s+(?P<way>past|after|to|before)|(?P<number>\d{1,2})\s+past)\s+(?P<hour>\d{1,2})(?:\s*(?P<half>[ap]\.?m\b\.?))?(?:$|[^:\d])",
        ),
        half_hour: regex(r"\bhalf\s+(\d{1,2})\b(?:\s*([ap]\.?m\b\.?))?"),
        clock: regex(&numbered("1")),
        four_digits: regex(r"(?:^|[\s,(@])(?P<all>([01]\d|2[0-3])([0-5]\d)(?:\s?(h|hrs|hours))?)\b"),
        four_digit_range: regex(&format!(
            r"(?:^|[\s,(@])(?P<all>([01]\d|2[0-3])([0-5]\d)\s?(?:h|hrs)?\s*(?P<to>{TO})\s*([01]\d|2[0-4])([0-5]\d)\s?(?:h|hrs|hours)?)\b"
        )),
        midnight: regex(r"\b(?:12(?::00)?\s*)?midnight\b"),
        // An offset: signed after a clock time or after UTC; a minus between two times is a range.
        offset: regex(r"(?:\b(?:utc|gmt)\s*[+-]\s*\d{1,2}(?::?\d{2})?|\+\s*\d{1,2}(?::?\d{2})?)\b"),
        // `15:00 -0330`: four digits are no end of a range.
        behind: regex(r"\d:\d{2}(?::\d{2})?\s?(-\d{4})\b"),
        // `2026-12-08 09:00-11:00` is a range: for an offset it takes the `T`, or seconds.
        stamp: regex(
            r"\d{4}-\d{2}-\d{2}(?:t\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?| \d{2}:\d{2}:\d{2}(?:[.,]\d+)?)\s?(-\d{2}:?\d{2}\b)",
        ),
        zulu: regex(r"\d{2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?\s?(z)\b"),
        bare: regex(r"\b(\d{1,2})\b(?:\s*(o'clock|o’clock|uhr|hrs|hours|h)\b)?"),
        filler: regex(
            r"\b(?:at|on|the|o'clock|o’clock|my (?:local )?time|here|time|in|from|by|h|hrs|hours|uhr|um|local|sharp|exactly|around|about)\b|[,()@]",
        ),
    }
});
