/**
 * Compares the embedded AWS with moto, an independent emulator. The same sequences run against both; if the answers
 * differ, one of them is wrong or made a choice, and `moto/known-differences.ts` explains each difference.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type LocalAws, startLocal } from "../support/command-line.ts";
import { type Difference, differences } from "./moto/differences.ts";
import { hostedZones, namespaces, registries } from "./moto/discovery-sequences.ts";
import { clusters, services, taskDefinitions } from "./moto/ecs-sequences.ts";
import { knownDifferences } from "./moto/known-differences.ts";
import { type Answer, recorder, type Sequence } from "./moto/recording.ts";
import { clientsOf } from "./support/clients.ts";
import { type Moto, startMoto } from "./support/moto.ts";
import { suiteSpeed } from "./support/process.ts";

/** In execution order, because their resources stay. */
const sequences: readonly Sequence[] = [clusters, taskDefinitions, services, namespaces, registries, hostedZones];

describe.skipIf(!inject("tools").moto)("the same sequences on the embedded AWS and on moto", () => {
	let local: LocalAws;
	let moto: Moto;
	let found: readonly Difference[];

	beforeAll(async () => {
		[local, moto] = await Promise.all([startLocal(suiteSpeed), startMoto()]);
		const [ours, theirs] = await Promise.all([answers(local.url), answers(moto.url)]);
		expect(ours.map(({ step }) => step)).toEqual(theirs.map(({ step }) => step));
		found = differences(ours, theirs);
	});
	afterAll(() => Promise.all([local.stop(), moto.stop()]));

	it("have only listed differences", () => {
		const listed = knownDifferences.flatMap(({ where }) => where.map(pattern));
		expect(found.filter((difference) => !listed.some((known) => known.test(place(difference))))).toEqual([]);
	});

	it("still have all listed differences", () => {
		const places = found.map(place);
		const gone = knownDifferences
			.flatMap(({ where }) => where)
			.filter((known) => !places.some((each) => pattern(known).test(each)));
		expect(gone).toEqual([]);
	});
});

async function answers(url: string): Promise<readonly Answer[]> {
	const clients = clientsOf(url);
	const { tell, answers: heard } = recorder();
	for (const sequence of sequences) await sequence(clients, tell);
	clients.destroy();
	return heard;
}

function place({ step, member }: Difference): string {
	return `${step} | ${member}`;
}

function pattern(known: string): RegExp {
	const escaped = known.split("*").map((text) => text.replace(/[.[\]|$^+?(){}\\]/g, "\\$&"));
	return new RegExp(`^${escaped.join(".*")}$`);
}
