// Reads calendar files with ical.js: paths as arguments, one line of JSON a file. A stranger to our own code; it knows
// no zone but those that stand in the file.
const fs = require('node:fs');
const loaded = require('ical.js');
const ICAL = loaded.default ?? loaded;

function instant(component, name) {
  const property = component.getFirstProperty(name);
  const time = property.getFirstValue();
  const zone = property.getParameter('tzid') ?? 'UTC';
  if (time.zone.tzid !== zone) throw new Error(`${name} is in ${time.zone.tzid}, not ${zone}`);
  return new Date(time.toUnixTime() * 1000).toISOString().replace('.000', '');
}

for (const path of process.argv.slice(2)) {
  const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(path, 'utf8')));
  const events = calendar.getAllSubcomponents('vevent');
  if (events.length !== 1) throw new Error(`${path} has ${events.length} events`);
  const [event] = events;
  const words = (name) => event.getFirstPropertyValue(name);
  console.log(JSON.stringify({
    'ical.js': {
      method: calendar.getFirstPropertyValue('method'),
      uid: words('uid'),
      sequence: words('sequence'),
      status: words('status'),
      summary: words('summary'),
      description: words('description') ?? '',
      location: words('location') ?? '',
      url: words('url') ?? '',
      organizer: words('organizer'),
      organizer_name: event.getFirstProperty('organizer').getParameter('cn'),
      start: instant(event, 'dtstart'),
      end: instant(event, 'dtend'),
    },
  }));
}
