// The program as it serves pages; it can be killed as by power that fails, and is started again at the same port.
const { spawn } = require("child_process");

async function start(program, folder, port = 0, more = []) {
  const child = spawn(program, ["web", "--port", String(port), "--data", `${folder}/data`, ...more], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((found, failed) => {
    let said = "";
    child.stdout.on("data", (bytes) => {
      said += bytes;
      if (said.includes("\n")) found(said.split("\n")[0].trim());
    });
    child.on("exit", (code) => failed(new Error(`the program ended with ${code} before it had an address`)));
  });
  const ended = new Promise((done) => child.on("exit", done));
  return {
    address,
    port: Number(new URL(address).port),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

module.exports = { start };
