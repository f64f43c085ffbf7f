// Reads Word documents with mammoth, which makes web pages of them: paths as arguments, one line of JSON a document.
const mammoth = require("mammoth");

// Styles of our own that have no counterpart on a page are told apart from what could not be read.
const styleMap = ["Table Text", "Table Head", "Header Block", "Header Side", "Header Number"].map((name) => `p[style-name='${name}'] => p:fresh`);

(async () => {
  for (const path of process.argv.slice(2)) {
    const { value, messages } = await mammoth.convertToHtml({ path }, { styleMap });
    const headings = [...value.matchAll(/<h([1-6])>(.*?)<\/h\1>/g)].map(([, level, words]) => [Number(level), words.replace(/<[^>]*>/g, "")]);
    console.log(JSON.stringify({
      headings,
      tables: value.split("<table>").length - 1,
      heads: value.split("<thead>").length - 1,
      complaints: messages.map(({ message }) => message),
    }));
  }
})().catch((error) => { console.error(error); process.exit(1); });
