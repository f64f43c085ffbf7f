#!/usr/bin/env python3
"""Writes src/time/places.tsv: countries and cities with their zones.

Countries come from zone1970.tab and iso3166.tab of the PyPI package tzdata (pip install tzdata==2026.6), cities from the
list below. Zones that bear a city's name (Europe/Zurich) need no line: the program reads the names of the zones itself.

    python3 tests/tools/places.py > src/time/places.tsv
"""
import importlib.resources

CITIES = """
Europe/Zurich: Geneva, Genève, Genf, Zürich, Bern, Basel, Lausanne
Europe/Berlin: Munich, München, Frankfurt, Hamburg, Cologne, Köln, Bonn, Stuttgart, Dresden, Leipzig, Düsseldorf
Europe/Paris: Sophia Antipolis, Nice, Lyon, Marseille, Toulouse, Strasbourg, Grenoble, Rennes
Europe/London: Edinburgh, Manchester, Bristol, Cardiff, Glasgow, Leeds, Oxford, Birmingham UK
Europe/Rome: Milan, Milano, Turin, Torino, Naples, Florence, Bologna, Venice
Europe/Madrid: Barcelona, Seville, Bilbao
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
Europe/Kyiv: Kiev, Lviv, Kharkiv, Odesa
Europe/Moscow: St Petersburg, Saint Petersburg
Europe/Istanbul: Ankara, Izmir
Europe/Bucharest: Cluj, Bucuresti
Asia/Kolkata: New Delhi, Delhi, Mumbai, Bombay, Bangalore, Bengaluru, Chennai, Madras, Hyderabad, Pune, Kolkata, Calcutta, Ahmedabad
Asia/Shanghai: Beijing, Peking, Shenzhen, Guangzhou, Hangzhou, Nanjing, Chengdu, Wuhan, Xi'an
Asia/Seoul: Busan, Daejeon, Incheon, Suwon
Asia/Tokyo: Osaka, Kyoto, Yokohama, Nagoya, Sapporo, Fukuoka
Asia/Karachi: Islamabad, Lahore
Asia/Dubai: Abu Dhabi, Sharjah, Muscat
Asia/Riyadh: Jeddah, Mecca, Kuwait City, Doha City
Asia/Jerusalem: Tel Aviv, Haifa
Asia/Ho_Chi_Minh: Hanoi, Saigon, Da Nang
Asia/Jakarta: Bandung, Surabaya
Asia/Tashkent: Toshkent
Asia/Almaty: Astana, Nur-Sultan
Asia/Yangon: Rangoon
Asia/Kathmandu: Katmandu
Africa/Cairo: Alexandria, Giza
Africa/Lagos: Abuja
Africa/Casablanca: Rabat, Marrakesh, Marrakech
Africa/Johannesburg: Cape Town, Pretoria, Durban
Africa/Nairobi: Mombasa
Africa/Tunis: Carthage
Africa/Abidjan: Dakar, Accra, Yamoussoukro
Africa/Maputo: Lusaka, Harare, Kigali
America/New_York: Washington, Washington DC, Boston, Philadelphia, Atlanta, Miami, Pittsburgh, Baltimore, Raleigh, Ottawa City, NYC
America/Toronto: Ottawa, Montreal, Montréal, Quebec City
America/Chicago: Dallas, Houston, Austin, Minneapolis, St Louis, New Orleans, Nashville
America/Denver: Boulder, Salt Lake City, Albuquerque
America/Los_Angeles: San Francisco, San Jose CA, San Diego, Seattle, Palo Alto, Silicon Valley, Las Vegas, LA
America/Vancouver: Victoria BC
America/Edmonton: Calgary
America/Mexico_City: Guadalajara, Mexico City
America/Sao_Paulo: Rio de Janeiro, Brasilia, Brasília, São Paulo, Curitiba, Porto Alegre
America/Argentina/Buenos_Aires: Buenos Aires, Cordoba
America/Bogota: Medellin, Bogotá
America/Santiago: Valparaiso
Australia/Sydney: Canberra, Wollongong
Pacific/Auckland: Wellington, Christchurch
Europe/Istanbul: Istanbul
America/St_Johns: St. John's, St John's
"""

# What people also call a country.
ALSO = {
    "GB": ["UK", "United Kingdom", "Great Britain", "England", "Scotland", "Wales"],
    "US": ["USA", "United States", "America"],
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

# Countries whose other zones are islands or have hardly anybody in them: the name means this one.
MAIN = {
    "CN": "Asia/Shanghai", "DE": "Europe/Berlin", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "NZ": "Pacific/Auckland",
    "CL": "America/Santiago", "EC": "America/Guayaquil", "UA": "Europe/Kyiv", "MY": "Asia/Kuala_Lumpur",
    "UZ": "Asia/Tashkent", "CY": "Asia/Nicosia", "AR": "America/Argentina/Buenos_Aires", "VN": "Asia/Ho_Chi_Minh",
    "KZ": "Asia/Almaty", "GL": "America/Nuuk", "PS": "Asia/Gaza",
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
        zones = [MAIN[code]] if code in MAIN else zones
        for name in names.get(code, []):
            # A name in parentheses is a second name of the country.
            first = name.split(" (")[0]
            rows[name.lower()] = zones
            # Two countries may have it: both Samoas, a day apart, and both Congos.
            if first != name and first not in also:
                known = rows.get(first.lower(), [])
                rows[first.lower()] = known + [zone for zone in zones if zone not in known]
    for line in CITIES.strip().splitlines():
        zone, cities = line.split(": ")
        for city in cities.split(", "):
            rows[city.lower()] = [zone]
    print("# Places and their zones; made by tests/tools/places.py from tzdata 2026f. A name with several zones is asked about.")
    for name, zones in sorted(rows.items()):
        print(f"{name}\t{','.join(zones)}")


main()
