//! Words in days and times, of the languages in which programs write them.

/// Words that may stand between the parts of a day and a time.
pub const BETWEEN: [&str; 33] = [
    "at", "on", "the", "of", "um", "am", "den", "der", "à", "às", "a", "las", "alle", "ore", "de", "del", "kl", "klo",
    "kell", "u", "o", "v", "в", "г", "р", "е", "ob", "je", "la", "il", "le", "om", "and",
];
/// Words that may stand after a time.
pub const AFTER: [&str; 4] = ["ч", "uhr", "uur", "klo"];

/// Halves of the day, and whether it is the second.
pub const HALVES: [(&str, bool); 26] = [
    ("a.m.", false),
    ("p.m.", true),
    ("a. m.", false),
    ("p. m.", true),
    ("a.\u{a0}m.", false),
    ("p.\u{a0}m.", true),
    ("AM", false),
    ("PM", true),
    ("am", false),
    ("pm", true),
    ("午前", false),
    ("午後", true),
    ("上午", false),
    ("下午", true),
    ("凌晨", false),
    ("晚上", true),
    ("오전", false),
    ("오후", true),
    ("ص", false),
    ("م", true),
    ("π.μ.", false),
    ("μ.μ.", true),
    ("PTG", true),
    ("PG", false),
    ("p.d.", false),
    ("m.d.", true),
];

/// Names of months, a line a month: English, German, French, Spanish, Italian, Portuguese, Dutch, Nordic.
pub const MONTHS: [&str; 12] = [
    "jan january januar jänner janvier janv enero ene gennaio gen janeiro januari",
    "feb february februar février févr fév febrero febbraio fevereiro fev februari",
    "mar march märz mär mrz mars marzo março maart mrt maa mars",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei maj",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juillet juil julio luglio lug julho",
    "aug august août aoû agosto ago augustus augusti",
    "sep sept september septembre septiembre settembre set setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez décembre déc diciembre dic dicembre dezembro desember des",
];

/// Names of days of the week in the same languages, which say nothing that the day does not.
pub const WEEKDAYS: &str = "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday \
    mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so sonntag \
    lun lundi mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche \
    lunes martes mié miércoles jue jueves vie viernes sáb sábado dom domingo \
    lunedì martedì mercoledì gio giovedì venerdì sabato domenica seg segunda ter terça qua quarta qui quinta sex sexta \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag måndag mandag tisdag tirsdag onsdag torsdag fredag lördag lørdag söndag søndag";

/// Of those, what may be a month as well.
pub const WEEKDAYS_TOO: [&str; 2] = ["mar", "set"];

pub fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

/// The number of a month by its name in lower case.
pub fn month_named(lower: &str) -> Option<u8> {
    // No two months begin alike in the first three letters of a name, in whatever language.
    let start = lower.as_bytes().get(..3)?;
    let is_near = |names: &str| names.split_ascii_whitespace().any(|name| name.as_bytes().starts_with(start));
    (1..).zip(MONTHS).find(|(_, names)| is_near(names) && is_in(names, lower)).map(|(number, _)| number)
}
