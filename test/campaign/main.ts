/**
 * `npm run campaign -- [--minutes N] [--seed S] [--only C3/golang-app/17]`: runs the stories among foreign resources,
 * and random histories, with all troubles of the campaigns, for the given time. Fails if a run fails, and if a required
 * trouble never occurred.
 */
import { parseArgs } from "node:util";
import { campaigns, randomWorlds } from "./campaigns.ts";
import { tour } from "./tour.ts";

const { values } = parseArgs({
	options: { minutes: { type: "string" }, seed: { type: "string" }, only: { type: "string" } },
});
const minutes = Number(values.minutes ?? 10);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const say = (line: string) => void process.stdout.write(`${line}\n`);
if (!(minutes > 0) || !Number.isSafeInteger(seed)) throw new Error("--minutes must be above 0, --seed an integer.");

say(
	`Campaigns with seed ${seed} for ${minutes} minutes: ${[...campaigns, randomWorlds].map(({ name, about }) => `${name}, ${about}`).join("; ")}.`,
);
const endMs = performance.now() + minutes * 60_000;
const { runs, failures, vacuous } = await tour({
	seed,
	hasTime: () => performance.now() < endMs,
	...(values.only ? { only: values.only } : {}),
	say,
});
for (const sentence of vacuous) say(sentence);
say(`${runs} runs, ${failures.length} failed.`);
process.exitCode = failures.length + vacuous.length > 0 || runs === 0 ? 1 : 0;
