// One engine at one size in a process of its own: node engine.js NAME EXPERTS LIMITS. Prints one line of JSON.
const [, , name, experts, limits] = process.argv;
const { run } = await import(`./engines/${name}.js`);
process.stdout.write(`${JSON.stringify(await run(Number(experts), JSON.parse(limits)))}\n`);
