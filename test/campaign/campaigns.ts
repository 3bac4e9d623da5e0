/**
 * Defines the campaigns: the troubles to try on the stories, each as a list of runs whose order depends on the seed
 * alone. Every campaign names the effects that must occur, because a campaign without effects has tested nothing.
 */
import { type Random, shuffled } from "../../src/lib/random.ts";
import { nameOf } from "./armed.ts";
import { deeds } from "./company.ts";
import { incidentsOf, readFaults, writeFaults } from "./incidents.ts";
import { clocks, outages, reads, staleness } from "./mix.ts";
import { randomTroubles } from "./random-run.ts";
import type { Stage } from "./stories.ts";
import type { StageResult } from "./story-run.ts";
import type { Fault, Trouble, Troubles } from "./trouble.ts";

export interface Campaign {
	readonly name: string;
	/** Describes what the campaign tries; follows the word "tries". */
	readonly about: string;
	/** The effects that must have occurred at least once at the end. */
	readonly needs: readonly string[];
	/** Whether a lost or incomplete answer may leave a surplus revision behind. */
	readonly surplus: boolean;
	/** The runs of one story, derived from its run without troubles; endless if there are too many to enumerate. */
	readonly runs: (clean: readonly StageResult[], random: Random) => Iterable<Troubles>;
}

export const campaigns: readonly Campaign[] = [
	{
		name: "C1",
		about: "each call with each outcome",
		needs: [...new Set<Fault>([...writeFaults, ...readFaults])],
		surplus: false,
		runs: (clean, random) => shuffled(incidentsOf(clean), random),
	},
	{
		name: "C2",
		about: "a second incident during the recovery from the first",
		needs: writeFaults,
		surplus: true,
		runs: (clean, random) => {
			const first = deck(writeFaults, random);
			const second = deck(writeFaults, random);
			return endless(clean, ({ writes }) => ({
				what: "incidents",
				incidents: [
					{ fault: first(), on: "write", number: 1 + Math.floor(random() * writes) },
					{ fault: second(), on: "write", number: 1 + Math.floor(random() * 4) },
				],
			}));
		},
	},
	{
		name: "C3",
		about: "reads that are stale or incomplete",
		needs: staleness.map(nameOf),
		surplus: true,
		runs: (clean, random) => {
			const all = staleness.flatMap((effect) =>
				reads.map((operation) => ({ what: "weather" as const, operation, effect, forSeconds: 300 })),
			);
			const orders = clean.map(() => shuffled(all, random));
			return all.map((_, index) =>
				Object.fromEntries(clean.map(({ stage }, at) => [stage, orders[at]?.[index]] as const)),
			);
		},
	},
	{
		name: "C5",
		about: "a second controller, and a user who scales, deletes, retags and takes names",
		needs: deeds,
		surplus: true,
		runs: (clean, random) => {
			const later = deck(
				deeds.filter((manualAction) => manualAction !== "takes the name"),
				random,
			);
			const atBirth = deck(deeds, random);
			return endless(clean, ({ stage }) => {
				const manualAction = stage === "birth" ? atBirth() : later();
				return {
					what: "company",
					manualAction,
					afterSeconds: manualAction === "takes the name" ? 0 : Math.floor(random() * 150),
				};
			});
		},
	},
	{
		name: "C6",
		about: "throttling storms and outages of up to an hour",
		needs: outages.map(nameOf),
		surplus: true,
		runs: (clean, random) => {
			const effect = deck(outages, random);
			const operation = deck(["*", "ecs:*", "servicediscovery:*"], random);
			const probability = deck([0.3, 0.7, 1], random);
			const forSeconds = deck([60, 600, 3_600], random);
			return endless(clean, () => ({
				what: "weather",
				operation: operation(),
				effect: effect(),
				probability: probability(),
				forSeconds: forSeconds(),
			}));
		},
	},
	{
		name: "C10",
		about: "a clock that is changed by an hour, a paused process, a suspended machine",
		needs: clocks.map((does) => `clock ${does}`),
		surplus: false,
		runs: (clean, random) => {
			const does = deck(clocks, random);
			return endless(clean, () => ({ what: "clock", does: does(), afterSeconds: Math.floor(random() * 180) }));
		},
	},
];

/** The campaign without a story. */
export const randomWorlds = {
	name: "C4",
	about: "random histories with any mix of troubles",
	needs: randomTroubles,
};

function* endless(clean: readonly StageResult[], troubleIn: (stage: StageResult) => Trouble): Iterable<Troubles> {
	for (;;) yield Object.fromEntries(clean.map((one): [Stage["name"], Trouble] => [one.stage, troubleIn(one)]));
}

/** Draws every item once before any repeats, so that a few runs cover all of them. */
function deck<Item>(list: readonly Item[], random: Random): () => Item {
	let left: Item[] = [];
	return () => {
		if (left.length === 0) left = [...shuffled(list, random)];
		return left.pop() as Item;
	};
}
