/**
 * moto is another emulator of AWS, made by others from what they saw of it. The same sequences run against both; where the
 * answers differ, one of us is wrong or has chosen, and the list in `moto/known-differences.ts` says which and why.
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

/** In the order in which they run, since their resources stay. */
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

	it("differ in nothing that is not listed with its reason", () => {
		const listed = knownDifferences.flatMap(({ where }) => where.map(pattern));
		expect(found.filter((difference) => !listed.some((known) => known.test(place(difference))))).toEqual([]);
	});

	it("still differ in all that is listed", () => {
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
