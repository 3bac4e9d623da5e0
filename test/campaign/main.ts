/**
 * `npm run campaign -- [--minutes N] [--seed S] [--only C3/golang-app/17]`: the stories among strangers, and
 * random histories, with everything going wrong that the campaigns know, for so long. Fails when a life does, and when something
 * that was to be tried never happened.
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
if (!(minutes > 0) || !Number.isSafeInteger(seed))
	throw new Error("--minutes takes a number above 0, --seed a whole one.");

say(
	`Campaigns with seed ${seed} for ${minutes} minutes: ${[...campaigns, randomWorlds].map(({ name, about }) => `${name}, ${about}`).join("; ")}.`,
);
const endMs = performance.now() + minutes * 60_000;
const { lives, failures, vacuous } = await tour({
	seed,
	hasTime: () => performance.now() < endMs,
	...(values.only ? { only: values.only } : {}),
	say,
});
for (const sentence of vacuous) say(sentence);
say(`${lives} lives, of which ${failures.length} failed.`);
process.exitCode = failures.length + vacuous.length > 0 || lives === 0 ? 1 : 0;
