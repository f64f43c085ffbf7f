//! What abbreviations such as `CST` and names such as `Pacific Time` can mean, and whether a place keeps them on a day.

use chrono::{DateTime, FixedOffset, Utc};

use super::Zone;
use super::place::{Place, city};

/// One thing that an abbreviation can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sense {
    /// How people are asked about it; the zone's city where it is empty.
    label: &'static str,
    zone: &'static str,
    /// Minutes from UTC by that name. `None`: the name says nothing of the season.
    minutes: Option<i32>,
    /// It is meant only while its clocks differ from those of this zone, which it followed for long.
    beside: Option<&'static str>,
}

impl Sense {
    const fn new(label: &'static str, zone: &'static str, minutes: i32) -> Sense {
        Sense { label, zone, minutes: Some(minutes), beside: None }
    }

    const fn whole_year(label: &'static str, zone: &'static str) -> Sense {
        Sense { label, zone, minutes: None, beside: None }
    }

    const fn beside(self, zone: &'static str) -> Sense {
        Sense { beside: Some(zone), ..self }
    }

    /// What people are asked.
    pub(super) fn label(&self) -> String {
        if self.label.is_empty() { city(self.zone()) } else { self.label.to_owned() }
    }

    pub(super) fn zone(&self) -> Zone {
        self.zone.parse().unwrap_or(Zone::UTC)
    }

    pub(super) fn offset(&self) -> Option<FixedOffset> {
        self.minutes.and_then(|minutes| FixedOffset::east_opt(minutes * 60))
    }

    /// Where the abbreviation is told as it stands.
    pub(super) fn place(&self) -> Place {
        self.offset().map_or_else(|| Place::Zone(self.zone()), Place::Offset)
    }

    pub(super) fn is_beside(&self) -> bool {
        self.beside.is_some()
    }

    /// Whether the clocks there show what the abbreviation says.
    pub(super) fn is_kept_at(&self, at: DateTime<Utc>) -> bool {
        self.offset().is_none_or(|offset| Place::Zone(self.zone()).offset_at(at) == offset)
    }

    /// Whether it can be meant at that moment.
    pub(super) fn is_meant_at(&self, at: DateTime<Utc>) -> bool {
        let Some(other) = self.beside.and_then(|zone| zone.parse::<Zone>().ok()) else { return true };
        self.is_kept_at(at) && Place::Zone(other).offset_at(at) != Place::Zone(self.zone()).offset_at(at)
    }
}

const NEW_YORK: &str = "America/New_York";
const CHICAGO: &str = "America/Chicago";
const DENVER: &str = "America/Denver";
const LOS_ANGELES: &str = "America/Los_Angeles";
// Since November 2026 these keep one hour all year, which others have in summer or in the next zone (IANA 2026f).
const WINNIPEG: &str = "America/Winnipeg";
const EDMONTON: &str = "America/Edmonton";
const VANCOUVER: &str = "America/Vancouver";

const EST: Sense = Sense::new("New York", NEW_YORK, -300);
const EST_WINNIPEG: Sense = Sense::new("Winnipeg", WINNIPEG, -300).beside(CHICAGO);
const CST: Sense = Sense::new("Chicago", CHICAGO, -360);
const CST_EDMONTON: Sense = Sense::new("Edmonton", EDMONTON, -360).beside(DENVER);
const CDT: Sense = Sense::new("Chicago", CHICAGO, -300);
const CDT_WINNIPEG: Sense = Sense::new("Winnipeg", WINNIPEG, -300).beside(CHICAGO);
const MST: Sense = Sense::new("Denver", DENVER, -420);
const MST_VANCOUVER: Sense = Sense::new("Vancouver", VANCOUVER, -420).beside(LOS_ANGELES);
const MDT: Sense = Sense::new("Denver", DENVER, -360);
const MDT_EDMONTON: Sense = Sense::new("Edmonton", EDMONTON, -360).beside(DENVER);
const PST: Sense = Sense::new("Los Angeles", LOS_ANGELES, -480);
const PDT: Sense = Sense::new("Los Angeles", LOS_ANGELES, -420);
const PDT_VANCOUVER: Sense = Sense::new("Vancouver", VANCOUVER, -420).beside(LOS_ANGELES);
const CENTRAL: Sense = Sense::whole_year("Chicago", CHICAGO);
const CENTRAL_WINNIPEG: Sense = Sense::whole_year("Winnipeg", WINNIPEG).beside(CHICAGO);
const MOUNTAIN: Sense = Sense::whole_year("Denver", DENVER);
const MOUNTAIN_EDMONTON: Sense = Sense::whole_year("Edmonton", EDMONTON).beside(DENVER);
const PACIFIC: Sense = Sense::whole_year("Los Angeles", LOS_ANGELES);
const PACIFIC_VANCOUVER: Sense = Sense::whole_year("Vancouver", VANCOUVER).beside(LOS_ANGELES);
const EASTERN: Sense = Sense::whole_year("New York", NEW_YORK);

/// Abbreviations and the names of the North American zones, in small letters, without `time`. Platforms differ in what
/// they mean by those that several countries use, and an hour's error costs a meeting.
const SENSES: &[(&str, &[Sense])] = &[
    ("cet", &[Sense::new("", "Europe/Zurich", 60)]),
    ("cest", &[Sense::new("", "Europe/Zurich", 120)]),
    ("mez", &[Sense::new("", "Europe/Zurich", 60)]),
    ("mesz", &[Sense::new("", "Europe/Zurich", 120)]),
    ("wet", &[Sense::new("", "Europe/Lisbon", 0)]),
    ("west", &[Sense::new("", "Europe/Lisbon", 60)]),
    ("eet", &[Sense::new("", "Europe/Athens", 120)]),
    ("eest", &[Sense::new("", "Europe/Athens", 180)]),
    ("msk", &[Sense::new("", "Europe/Moscow", 180)]),
    ("edt", &[Sense::new("", NEW_YORK, -240)]),
    ("mdt", &[MDT, MDT_EDMONTON]),
    ("pdt", &[PDT, PDT_VANCOUVER]),
    ("akst", &[Sense::new("", "America/Anchorage", -540)]),
    ("akdt", &[Sense::new("", "America/Anchorage", -480)]),
    ("hst", &[Sense::new("", "Pacific/Honolulu", -600)]),
    ("adt", &[Sense::new("", "America/Halifax", -180)]),
    ("nst", &[Sense::new("", "America/St_Johns", -210)]),
    ("ndt", &[Sense::new("", "America/St_Johns", -150)]),
    ("brt", &[Sense::new("", "America/Sao_Paulo", -180)]),
    ("art", &[Sense::new("", "America/Argentina/Buenos_Aires", -180)]),
    ("clt", &[Sense::new("", "America/Santiago", -240)]),
    ("clst", &[Sense::new("", "America/Santiago", -180)]),
    ("pet", &[Sense::new("", "America/Lima", -300)]),
    ("jst", &[Sense::new("", "Asia/Tokyo", 540)]),
    ("kst", &[Sense::new("", "Asia/Seoul", 540)]),
    ("hkt", &[Sense::new("", "Asia/Hong_Kong", 480)]),
    ("sgt", &[Sense::new("", "Asia/Singapore", 480)]),
    ("myt", &[Sense::new("", "Asia/Kuala_Lumpur", 480)]),
    ("pht", &[Sense::new("", "Asia/Manila", 480)]),
    ("ict", &[Sense::new("", "Asia/Bangkok", 420)]),
    ("wib", &[Sense::new("", "Asia/Jakarta", 420)]),
    ("npt", &[Sense::new("", "Asia/Kathmandu", 345)]),
    ("pkt", &[Sense::new("", "Asia/Karachi", 300)]),
    ("irst", &[Sense::new("", "Asia/Tehran", 210)]),
    ("idt", &[Sense::new("", "Asia/Jerusalem", 180)]),
    ("trt", &[Sense::new("", "Europe/Istanbul", 180)]),
    ("eat", &[Sense::new("", "Africa/Nairobi", 180)]),
    ("cat", &[Sense::new("", "Africa/Maputo", 120)]),
    ("sast", &[Sense::new("", "Africa/Johannesburg", 120)]),
    ("aest", &[Sense::new("", "Australia/Sydney", 600)]),
    ("aedt", &[Sense::new("", "Australia/Sydney", 660)]),
    ("acst", &[Sense::new("", "Australia/Adelaide", 570)]),
    ("acdt", &[Sense::new("", "Australia/Adelaide", 630)]),
    ("awst", &[Sense::new("", "Australia/Perth", 480)]),
    ("nzst", &[Sense::new("", "Pacific/Auckland", 720)]),
    ("nzdt", &[Sense::new("", "Pacific/Auckland", 780)]),
    (
        "ist",
        &[
            Sense::new("India", "Asia/Kolkata", 330),
            Sense::new("Ireland", "Europe/Dublin", 60),
            Sense::new("Israel", "Asia/Jerusalem", 120),
        ],
    ),
    (
        "cst",
        &[Sense::new("China", "Asia/Shanghai", 480), CST, Sense::new("Cuba", "America/Havana", -300), CST_EDMONTON],
    ),
    ("cdt", &[CDT, Sense::new("Cuba", "America/Havana", -240), CDT_WINNIPEG]),
    ("bst", &[Sense::new("Britain", "Europe/London", 60), Sense::new("Bangladesh", "Asia/Dhaka", 360)]),
    ("pst", &[PST, Sense::new("Philippines", "Asia/Manila", 480)]),
    (
        "est",
        &[
            EST,
            Sense::new("Jamaica", "America/Jamaica", -300),
            Sense::new("Panama", "America/Panama", -300),
            EST_WINNIPEG,
        ],
    ),
    (
        "ast",
        &[
            Sense::new("Halifax", "America/Halifax", -240),
            Sense::new("Arabia", "Asia/Riyadh", 180),
            Sense::new("Puerto Rico", "America/Puerto_Rico", -240),
        ],
    ),
    ("gst", &[Sense::new("Gulf", "Asia/Dubai", 240), Sense::new("South Georgia", "Atlantic/South_Georgia", -120)]),
    (
        "mst",
        &[
            MST,
            Sense::new("Arizona", "America/Phoenix", -420),
            Sense::new("Malaysia", "Asia/Kuala_Lumpur", 480),
            MST_VANCOUVER,
        ],
    ),
    ("sst", &[Sense::new("Samoa", "Pacific/Pago_Pago", -660), Sense::new("Singapore", "Asia/Singapore", 480)]),
    ("amt", &[Sense::new("Amazon", "America/Manaus", -240), Sense::new("Armenia", "Asia/Yerevan", 240)]),
    (
        "ect",
        &[Sense::new("Ecuador", "America/Guayaquil", -300), Sense::new("Eastern Caribbean", "America/Barbados", -240)],
    ),
    ("wst", &[Sense::new("Western Australia", "Australia/Perth", 480), Sense::new("Samoa", "Pacific/Apia", 780)]),
    ("wat", &[Sense::new("Lagos", "Africa/Lagos", 60), Sense::new("Casablanca", "Africa/Casablanca", 60)]),
    ("ct", &[CENTRAL, Sense::whole_year("China", "Asia/Shanghai"), CENTRAL_WINNIPEG]),
    ("at", &[Sense::whole_year("Halifax", "America/Halifax"), Sense::whole_year("Austria", "Europe/Vienna")]),
    ("et", &[EASTERN]),
    ("mt", &[MOUNTAIN, MOUNTAIN_EDMONTON]),
    ("pt", &[PACIFIC, PACIFIC_VANCOUVER]),
    ("eastern", &[EASTERN]),
    ("central", &[CENTRAL, CENTRAL_WINNIPEG]),
    ("mountain", &[MOUNTAIN, MOUNTAIN_EDMONTON]),
    ("pacific", &[PACIFIC, PACIFIC_VANCOUVER]),
    ("us eastern", &[EASTERN]),
    ("us central", &[CENTRAL]),
    ("us mountain", &[MOUNTAIN]),
    ("us pacific", &[PACIFIC]),
    ("eastern us & canada", &[EASTERN]),
    ("central us & canada", &[CENTRAL, CENTRAL_WINNIPEG]),
    ("mountain us & canada", &[MOUNTAIN, MOUNTAIN_EDMONTON]),
    ("pacific us & canada", &[PACIFIC, PACIFIC_VANCOUVER]),
    ("eastern standard", &[EST, EST_WINNIPEG]),
    ("eastern daylight", &[Sense::new("", NEW_YORK, -240)]),
    ("central standard", &[CST, CST_EDMONTON]),
    ("central daylight", &[CDT, CDT_WINNIPEG]),
    ("mountain standard", &[MST, MST_VANCOUVER]),
    ("mountain daylight", &[MDT, MDT_EDMONTON]),
    ("pacific standard", &[PST]),
    ("pacific daylight", &[PDT, PDT_VANCOUVER]),
    ("gmt standard", &[Sense::new("", "Europe/London", 0)]),
    ("gmt daylight", &[Sense::new("", "Europe/London", 60)]),
    (
        "samoa standard",
        &[
            Sense::new("American Samoa", "Pacific/Pago_Pago", -660),
            Sense::new("independent Samoa", "Pacific/Apia", 780),
        ],
    ),
];

/// What an abbreviation can mean; it is folded, without `time`.
pub(super) fn senses(folded: &str) -> Option<&'static [Sense]> {
    SENSES.iter().find(|(name, _)| *name == folded).map(|(_, senses)| *senses)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sense_has_its_zone() {
        for (name, senses) in SENSES {
            assert!(senses.iter().any(|sense| !sense.is_beside()), "{name} has a first meaning");
            for sense in *senses {
                assert!(sense.zone.parse::<Zone>().is_ok(), "{} of {name}", sense.zone);
                assert!(sense.beside.is_none_or(|zone| zone.parse::<Zone>().is_ok()), "{name}");
            }
        }
    }

    #[test]
    fn who_left_a_zone_is_meant_while_the_clocks_differ() {
        for (name, at, labels) in [
            ("pt", "2026-07-15T15:00:00Z", "Los Angeles"),
            ("pt", "2027-01-15T15:00:00Z", "Los Angeles, Vancouver"),
            ("mt", "2027-01-15T15:00:00Z", "Denver, Edmonton"),
            ("ct", "2027-01-15T15:00:00Z", "Chicago, China, Winnipeg"),
            ("pdt", "2027-07-15T15:00:00Z", "Los Angeles"),
            ("pdt", "2027-01-15T15:00:00Z", "Los Angeles, Vancouver"),
            ("mst", "2027-01-15T15:00:00Z", "Denver, Arizona, Malaysia, Vancouver"),
            ("est", "2027-07-15T15:00:00Z", "New York, Jamaica, Panama"),
            ("est", "2027-01-15T15:00:00Z", "New York, Jamaica, Panama, Winnipeg"),
        ] {
            let at = at.parse().expect("an RFC 3339 instant");
            let senses = senses(name).unwrap_or_default();
            let meant: Vec<String> = senses.iter().filter(|sense| sense.is_meant_at(at)).map(Sense::label).collect();
            assert_eq!(meant.join(", "), labels, "{name} at {at}");
        }
    }
}
