/** Runs every check before a commit, even after one has failed, and prints a summary. Exits with 1 if a check failed. */
import { spawnSync } from "node:child_process";

const parts = ["types", "lint", "imports", "unused", "test"];

const results = parts.map((part) => {
	console.log(`\n== npm run ${part}`);
	const startMs = Date.now();
	const { status } = spawnSync("npm", ["run", "--silent", part], {
		stdio: "inherit",
		shell: process.platform === "win32",
	});
	return { part, passed: status === 0, seconds: Math.round((Date.now() - startMs) / 1000) };
});

console.log("\n== summary");
for (const { part, passed, seconds } of results) {
	console.log(`${passed ? "passed" : "FAILED"}  ${part.padEnd(8)} ${seconds} s`);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
