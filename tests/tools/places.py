#!/usr/bin/env python3
"""Writes src/time/places.tsv: countries and cities with their zones.

Countries come from zone1970.tab and iso3166.tab of the PyPI package tzdata (pip install tzdata==2026.6), cities from the
list below. Zones that bear a city's name (Europe/Zurich) need no line: the program reads the names of the zones itself. Write umlauts
and accents as they are: the program finds a name without them, and with `ue` for `ü`.

    python3 tests/tools/places.py > src/time/places.tsv
"""
import importlib.resources

CITIES = """
Europe/Zurich: Geneva, Genève, Genf, Zürich, Bern, Basel, Lausanne
Europe/Berlin: Munich, München, Frankfurt, Hamburg, Cologne, Köln, Bonn, Stuttgart, Dresden, Leipzig, Düsseldorf
Europe/Paris: Sophia Antipolis, Nice, Lyon, Marseille, Toulouse, Strasbourg, Grenoble, Rennes
Europe/London: Edinburgh, Manchester, Bristol, Cardiff, Glasgow, Leeds, Oxford, Birmingham UK, Cambridge UK, Liverpool, Sheffield, Aberdeen, Newcastle upon Tyne
Europe/Rome: Milan, Milano, Turin, Torino, Naples, Florence, Bologna, Venice
Europe/Madrid: Barcelona, Seville, Bilbao, Malaga, Zaragoza, Catalonia
Europe/Brussels: Antwerp, Ghent, Leuven
Europe/Amsterdam: The Hague, Den Haag, Rotterdam, Eindhoven, Utrecht, Delft
Europe/Vienna: Graz, Linz, Salzburg, Wien
Europe/Warsaw: Krakow, Kraków, Wroclaw, Gdansk, Poznan
Europe/Prague: Brno, Praha
Europe/Lisbon: Porto, Lisboa
Europe/Dublin: Cork, Galway
Europe/Stockholm: Gothenburg, Göteborg, Malmö, Lund
Europe/Copenhagen: Aarhus, København
Europe/Oslo: Bergen, Trondheim
Europe/Helsinki: Espoo, Tampere, Oulu
Europe/Athens: Thessaloniki, Heraklion
Europe/Kyiv: Kiev, Lviv, Kharkiv, Odesa, Odessa
Europe/Istanbul: Ankara, Izmir
Europe/Bucharest: Cluj, Bucuresti
Asia/Kolkata: New Delhi, Delhi, Mumbai, Bombay, Bangalore, Bengaluru, Chennai, Madras, Pune, Kolkata, Calcutta, Ahmedabad
Asia/Shanghai: Beijing, Peking, Shenzhen, Guangzhou, Hangzhou, Nanjing, Chengdu, Wuhan, Xi'an
Asia/Seoul: Busan, Daejeon, Daegu, Gwangju, Pangyo, Jeju, Incheon, Suwon
Asia/Tokyo: Osaka, Kyoto, Yokohama, Nagoya, Sapporo, Fukuoka
Asia/Karachi: Islamabad, Lahore
Asia/Dubai: Abu Dhabi, Sharjah, Muscat
Asia/Riyadh: Jeddah, Mecca, Kuwait City
Asia/Jerusalem: Tel Aviv, Haifa
Asia/Ho_Chi_Minh: Hanoi, Saigon, Da Nang
Asia/Jakarta: Bandung, Surabaya
Asia/Tashkent: Toshkent
Asia/Almaty: Astana, Nur-Sultan
Asia/Yangon: Rangoon
Asia/Kathmandu: Katmandu
Africa/Cairo: Giza
Africa/Lagos: Abuja
Africa/Casablanca: Rabat, Marrakesh, Marrakech
Africa/Johannesburg: Cape Town, Pretoria, Durban
Africa/Nairobi: Mombasa
Africa/Tunis: Carthage
Africa/Abidjan: Dakar, Accra, Yamoussoukro
Africa/Maputo: Lusaka, Harare, Kigali
America/New_York: Washington DC, DC, Boston, Cambridge MA, East Coast, US East Coast, Florida, Massachusetts, New Jersey, Pennsylvania, Virginia, North Carolina, Cleveland, Charlotte, Philadelphia, Atlanta, Miami, Pittsburgh, Baltimore, Raleigh, NYC, NY
America/Toronto: Ottawa, Waterloo, Ontario, Québec, Montreal, Montréal, Quebec City
America/Chicago: Texas, Illinois, Minnesota, San Antonio, Milwaukee, Dallas, Houston, Austin, Minneapolis, St Louis, New Orleans, Nashville
America/Denver: Colorado, Utah, Boulder, Salt Lake City, Albuquerque
America/Phoenix: Arizona
Pacific/Honolulu: Hawaii
America/Los_Angeles: California, West Coast, US West Coast, Bay Area, Washington State, Portland OR, Oakland, Sacramento, Mountain View, Cupertino, Redmond, SF, San Francisco, San Jose CA, San Diego, Seattle, Palo Alto, Silicon Valley, Las Vegas, LA
America/Vancouver: Victoria BC, British Columbia, BC
America/Edmonton: Calgary, Alberta
America/Winnipeg: Manitoba
America/Regina: Saskatchewan, Saskatoon
America/Halifax: Nova Scotia, New Brunswick, Prince Edward Island, PEI
America/Whitehorse: Yukon
America/Mexico_City: Mexico City, Puebla
America/Sao_Paulo: Rio de Janeiro, Brasilia, Brasília, São Paulo, Curitiba, Porto Alegre
America/Argentina/Buenos_Aires: Buenos Aires
America/Bogota: Medellín, Bogotá, Cali
America/Santiago: Valparaiso
Australia/Sydney: Canberra, Wollongong
Pacific/Auckland: Wellington, Christchurch
Europe/Istanbul: Istanbul
America/St_Johns: St. John's, St John's, Newfoundland
"""

# Capitals of the members of the United Nations, with the names that people also use; those whose zone has their name
# need no line.
CAPITALS = """
Africa/Abidjan: Accra, Bamako, Banjul, Conakry, Dakar, Freetown, Lomé, Nouakchott, Ouagadougou, Yamoussoukro
Africa/Lagos: Abuja, Bangui, Brazzaville, Kinshasa, Libreville, Luanda, Malabo, Niamey, Porto-Novo, Cotonou, Yaoundé
Africa/Maputo: Bujumbura, Gaborone, Gitega, Harare, Kigali, Lilongwe, Lusaka
Africa/Nairobi: Addis Ababa, Antananarivo, Asmara, Dar es Salaam, Djibouti, Dodoma, Kampala, Mogadishu, Moroni
Africa/Johannesburg: Bloemfontein, Lobamba, Maseru, Mbabane, Pretoria
Africa/Casablanca: Rabat
Africa/Sao_Tome: São Tomé
Africa/Bissau: Bissau
Atlantic/Cape_Verde: Praia
Indian/Mauritius: Port Louis
Indian/Maldives: Malé, Male
Europe/Andorra: Andorra la Vella
Europe/Tirane: Tirana
Europe/Malta: Valletta
Europe/Rome: Vatican City, San Marino
Europe/Chisinau: Chișinău
Europe/Bucharest: București
Europe/Kyiv: Kyïv
Asia/Qatar: Doha, Manama
Asia/Riyadh: Kuwait City, Sanaa, Sana'a
Asia/Dubai: Abu Dhabi, Muscat
Asia/Yangon: Naypyidaw, Nay Pyi Taw
Asia/Brunei: Bandar Seri Begawan
Asia/Ulaanbaatar: Ulan Bator
Asia/Colombo: Sri Jayawardenepura Kotte, Kotte
Asia/Karachi: Islamabad
Asia/Ho_Chi_Minh: Hanoi, Ha Noi
America/La_Paz: Sucre
America/Guayaquil: Quito
America/El_Salvador: San Salvador
America/Guatemala: Guatemala City
America/Panama: Panama City, Ciudad de Panamá
America/Asuncion: Asunción
America/Belize: Belmopan
America/Guyana: Georgetown
America/Mexico_City: Ciudad de México, CDMX
America/Puerto_Rico: Basseterre, Castries, Kingstown, Roseau, St. George's, Saint George's, Port of Spain
America/Barbados: Bridgetown
Asia/Hebron: Ramallah
America/Toronto: Nassau, Ottawa
America/New_York: Washington DC
Pacific/Tongatapu: Nuku'alofa
Pacific/Fiji: Suva
Pacific/Guadalcanal: Honiara
Pacific/Efate: Port Vila
Pacific/Palau: Ngerulmud, Melekeok
Pacific/Pohnpei: Palikir
Pacific/Tarawa: South Tarawa
Pacific/Nauru: Yaren
Pacific/Auckland: Wellington
Australia/Sydney: Canberra
"""

# Names that several places have which people mean by them, and which lie in different zones.
SHARED = """
Georgia: the country=Asia/Tbilisi, the US state=America/New_York
Cordoba, Córdoba: Spain=Europe/Madrid, Argentina=America/Argentina/Cordoba
Hyderabad: India=Asia/Kolkata, Pakistan=Asia/Karachi
Alexandria: Egypt=Africa/Cairo, Virginia=America/New_York
Guadalajara: Mexico=America/Mexico_City, Spain=Europe/Madrid
Birmingham: England=Europe/London, Alabama=America/Chicago
Cambridge: England=Europe/London, Massachusetts=America/New_York
San Jose, San José: California=America/Los_Angeles, Costa Rica=America/Costa_Rica
Valencia: Spain=Europe/Madrid, Venezuela=America/Caracas
Portland: Oregon=America/Los_Angeles, Maine=America/New_York
Washington: the city=America/New_York, the state=America/Los_Angeles
Victoria: British Columbia=America/Vancouver, Australia=Australia/Melbourne, Seychelles=Indian/Mahe
Newcastle: England=Europe/London, Australia=Australia/Sydney
Hamilton: Ontario=America/Toronto, New Zealand=Pacific/Auckland, Bermuda=Atlantic/Bermuda
Saint John's: Newfoundland=America/St_Johns, Antigua=America/Puerto_Rico
Kingston: Jamaica=America/Jamaica, Ontario=America/Toronto
Durham: England=Europe/London, North Carolina=America/New_York
Granada: Spain=Europe/Madrid, Nicaragua=America/Managua
San Juan: Puerto Rico=America/Puerto_Rico, Argentina=America/Argentina/San_Juan
St Petersburg, St. Petersburg, Saint Petersburg: Russia=Europe/Moscow, Florida=America/New_York
Petersburg: Russia=Europe/Moscow, Indiana=America/Indiana/Petersburg
Davis: California=America/Los_Angeles, Antarctica=Antarctica/Davis
"""

# What people also call a country.
ALSO = {
    "GB": ["UK", "U.K", "Northern Ireland", "United Kingdom", "Great Britain", "England", "Scotland", "Wales"],
    "US": ["USA", "US", "U.S", "U.S.A", "United States", "United States of America", "America"],
    "KR": ["South Korea", "Korea", "Republic of Korea"],
    "KP": ["North Korea"],
    "CH": ["Switzerland"],
    "CZ": ["Czechia", "Czech Republic"],
    "AE": ["UAE", "Emirates", "United Arab Emirates"],
    "NL": ["Netherlands", "Holland"],
    "TR": ["Turkey", "Türkiye"],
    "VN": ["Vietnam"],
    "CI": ["Ivory Coast", "Côte d'Ivoire"],
    "RU": ["Russia"],
    "TW": ["Taiwan"],
    "IR": ["Iran"],
    "SA": ["Saudi Arabia"],
    "DE": ["Germany", "Deutschland"],
}
for code, word in [("IN", "Indian"), ("JP", "Japanese"), ("CN", "Chinese"), ("FR", "French"), ("IE", "Irish"), ("IL", "Israeli"), ("IT", "Italian"),
                   ("ES", "Spanish"), ("SE", "Swedish"), ("FI", "Finnish"), ("NO", "Norwegian"), ("DK", "Danish"), ("PL", "Polish"), ("EG", "Egyptian"),
                   ("BR", "Brazilian"), ("CA", "Canadian"), ("AU", "Australian"), ("KR", "Korean"), ("CH", "Swiss"), ("GB", "British"), ("NL", "Dutch"),
                   ("TR", "Turkish"), ("DE", "German"), ("RU", "Russian"), ("US", "American"), ("AT", "Austrian"), ("BE", "Belgian")]:
    ALSO.setdefault(code, []).append(word)

# Countries whose other zones are islands or have hardly anybody in them: the name means this one.
MAIN = {
    "CN": "Asia/Shanghai", "DE": "Europe/Berlin", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "NZ": "Pacific/Auckland",
    "CL": "America/Santiago", "EC": "America/Guayaquil", "UA": "Europe/Kyiv", "MY": "Asia/Kuala_Lumpur",
    "UZ": "Asia/Tashkent", "CY": "Asia/Nicosia", "AR": "America/Argentina/Buenos_Aires", "VN": "Asia/Ho_Chi_Minh",
    "KZ": "Asia/Almaty", "GL": "America/Nuuk", "PS": "Asia/Gaza",
}

# The zones of large countries in the order in which people are asked: where most live first. The first of those that agree
# on a day speaks for the others.
ORDER = {
    "US": "America/New_York America/Chicago America/Denver America/Los_Angeles America/Phoenix America/Anchorage Pacific/Honolulu America/Adak",
    "CA": "America/Toronto America/Winnipeg America/Edmonton America/Vancouver America/Halifax America/St_Johns America/Regina America/Whitehorse",
    "AU": "Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth Australia/Melbourne Australia/Hobart Australia/Lord_Howe Australia/Eucla",
    "BR": "America/Sao_Paulo America/Manaus America/Rio_Branco America/Noronha",
    "MX": "America/Mexico_City America/Tijuana America/Hermosillo America/Cancun America/Chihuahua America/Ciudad_Juarez America/Ojinaga America/Matamoros",
    "RU": "Europe/Moscow Asia/Yekaterinburg Asia/Novosibirsk Europe/Samara Asia/Omsk Asia/Irkutsk Asia/Vladivostok Europe/Kaliningrad Asia/Yakutsk Asia/Magadan Asia/Kamchatka",
    "ID": "Asia/Jakarta Asia/Makassar Asia/Jayapura",
    "CD": "Africa/Kinshasa Africa/Lubumbashi",
    "CG": "Africa/Brazzaville",
    "FM": "Pacific/Pohnpei Pacific/Chuuk",
    "MH": "Pacific/Majuro",
}


def main():
    folder = importlib.resources.files("tzdata") / "zoneinfo"
    codes = {}
    for line in (folder / "zone1970.tab").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            countries, _, zone = line.split("\t")[:3]
            for country in countries.split(","):
                codes.setdefault(country, []).append(zone)
    names = {}
    for line in (folder / "iso3166.tab").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            code, name = line.split("\t")
            names[code] = [name] + ALSO.get(code, [])
    rows = {}
    also = {name for names in ALSO.values() for name in names}
    for code, zones in codes.items():
        zones = [MAIN[code]] if code in MAIN else ORDER[code].split() if code in ORDER else zones
        for name in names.get(code, []):
            # A name in parentheses is a second name of the country.
            first = name.split(" (")[0]
            rows[name.lower()] = zones
            # Two countries may have it: both Samoas, a day apart, and both Congos.
            if first != name and first not in also:
                known = rows.get(first.lower(), [])
                rows[first.lower()] = known + [zone for zone in zones if zone not in known]
    for line in (CITIES.strip() + "\n" + CAPITALS.strip()).splitlines():
        zone, cities = line.split(": ")
        for city in cities.split(", "):
            rows[city.lower()] = [zone]
    for line in SHARED.strip().splitlines():
        cities, zones = line.split(": ")
        for city in cities.split(", "):
            rows[city.lower()] = zones.split(", ")
    print("# Places and their zones; made by tests/tools/places.py from tzdata 2026f. A name with several zones is asked about.")
    for name, zones in sorted(rows.items()):
        print(f"{name}\t{','.join(zones)}")


main()
