/**
 * `npm run bench`: prints the figures of bench/README.md. Each part runs in its own process, so that no part pays for
 * another one's garbage; `--short` uses small fleets to check that everything runs; a part's name runs only that part.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { callFigures } from "./calls.ts";
import { convergenceFigures } from "./convergence.ts";
import { heldFleetFigures } from "./held-fleet.ts";
import { manifestFigures } from "./manifests.ts";
import type { Figure, Sizes, Table } from "./measure.ts";
import { plannerFigures } from "./planner.ts";

const parts: Readonly<Record<string, (sizes: Sizes) => Promise<Table>>> = {
	calls: callFigures,
	held: heldFleetFigures,
	convergence: convergenceFigures,
	planner: plannerFigures,
	manifests: ({ loaded }) => manifestFigures(loaded),
	"manifests-of-a-team": ({ loaded }) => manifestFigures(loaded / 5),
};

const full: Sizes = { calls: 10_000, held: 10_000, converged: 1_000, planned: 10_000, loaded: 5_000 };
const short: Sizes = { calls: 500, held: 200, converged: 50, planned: 200, loaded: 200 };

const isShort = process.argv.includes("--short");
const chosen = process.argv.slice(2).find((argument) => argument in parts);
if (chosen === undefined) await runAll();
else await runPart(chosen);

async function runAll(): Promise<void> {
	const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
	for (const name of Object.keys(parts)) {
		const child = fork(fileURLToPath(import.meta.url), [name, ...process.argv.slice(2)], { env });
		const [code] = await once(child, "exit");
		if (code !== 0) process.exitCode = 1;
	}
}

async function runPart(name: string): Promise<void> {
	const table = await parts[name]?.(isShort ? short : full);
	if (table) process.stdout.write(`\n${[table.title, ...table.figures.map(rowOf)].join("\n")}\n`);
}

function rowOf({ what, value, target }: Figure): string {
	return `  ${what.padEnd(48)}${value.padStart(12)}${target === undefined ? "" : `   ${target}`}`;
}
