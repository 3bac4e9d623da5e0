/**
 * Lives as many lives as there is time for, by turns of all campaigns and stories, so that a short run has some of each. A life
 * follows from the seed, its campaign, its story and its number alone, so that each can be led again by itself.
 */
import { createHash } from "node:crypto";
import { seededRandom } from "../../src/lib/random.ts";
import { type Campaign, campaigns } from "./campaigns.ts";
import { live, type StageResult } from "./live.ts";
import { type Life, lifeOf, type Story, stories } from "./stories.ts";
import type { Troubles } from "./trouble.ts";

export interface TourOptions {
	readonly seed: number;
	/** Whether another life may be begun; as long as something has never happened, a few more are led all the same. */
	readonly hasTime: () => boolean;
	/** `C3`, `C3/golang-app` or `C3/golang-app/17`: only what begins so. */
	readonly only?: string;
	readonly say: (line: string) => void;
}

/** What a tour has come to. */
export interface Tour {
	readonly lives: number;
	readonly failures: readonly string[];
	/** Campaigns of the whole tour in which something never happened, as sentences. */
	readonly vacuous: readonly string[];
}

interface Course {
	readonly campaign: Campaign;
	readonly life: Life;
	readonly clean: readonly StageResult[];
	readonly lives: Iterator<Troubles>;
	number: number;
}

const mostFailures = 5;
/** In so many everything has happened, or it never does. */
const fewestLives = 200;

/** Leads lives until there is no time left, all are led, or too many have failed. */
export async function tour({ seed, hasTime, only = "", say }: TourOptions): Promise<Tour> {
	const courses = await coursesOf(seed, only);
	const happened = new Map<Campaign, Map<string, number>>();
	const failures: string[] = [];
	let lives = 0;
	let waiting = courses;
	const goesOn = () =>
		failures.length < mostFailures &&
		(hasTime() || (only === "" && lives < fewestLives && vacuousOf(happened).length > 0));
	while (waiting.length > 0 && goesOn()) {
		const going: Course[] = [];
		for (const course of waiting) {
			if (!goesOn()) return result();
			const { campaign, life, clean } = course;
			const next = course.lives.next();
			if (next.done) continue;
			going.push(course);
			const name = `${campaign.name}/${life.story}/${course.number++}`;
			if (!name.startsWith(only)) continue;
			if (/\/\d+$/.test(only) && name === only) going.pop();
			lives += 1;
			try {
				const results = await live(life, next.value, { seed, expected: clean, surplus: campaign.surplus });
				count(happened, campaign, results);
			} catch (error) {
				const smallest = await shrunk(course, next.value, seed);
				const failure = `${name} (npm run campaign -- --seed ${seed} --only ${name}): ${smallest ?? (error as Error).message}`;
				failures.push(failure);
				say(failure);
			}
		}
		waiting = going;
	}
	return result();

	function result(): Tour {
		return { lives, failures, vacuous: only === "" ? vacuousOf(happened) : [] };
	}
}

async function coursesOf(seed: number, only: string): Promise<readonly Course[]> {
	const courses: Course[] = [];
	for (const story of stories) {
		const meant = campaigns.filter(({ name }) => isMeant(`${name}/${story}/`, only));
		if (meant.length === 0) continue;
		const life = await lifeOf(story, seed + stories.indexOf(story));
		const clean = await live(life, {}, { seed });
		for (const campaign of meant) {
			const random = seededRandom(seedOf(seed, campaign.name, story));
			courses.push({ campaign, life, clean, lives: campaign.lives(clean, random)[Symbol.iterator](), number: 0 });
		}
	}
	// Of each campaign another story, so that a short tour has met every campaign after a few lives.
	const turn = ({ campaign, life }: Course) =>
		(campaigns.indexOf(campaign) + stories.indexOf(life.story)) % stories.length;
	return courses.sort((a, b) => turn(a) - turn(b));
}

function isMeant(course: string, only: string): boolean {
	return course.startsWith(only) || only.startsWith(course);
}

function seedOf(seed: number, campaign: string, story: Story): number {
	return createHash("sha256").update(`${seed} ${campaign} ${story}`).digest().readUInt32BE(0);
}

function count(
	happened: Map<Campaign, Map<string, number>>,
	campaign: Campaign,
	results: readonly StageResult[],
): void {
	const counts = happened.get(campaign) ?? new Map<string, number>();
	happened.set(campaign, counts);
	for (const name of results.flatMap((result) => result.happened)) counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The failure of the first single trouble that fails alone; undefined when it takes more than one. */
async function shrunk(
	{ campaign, life, clean }: Course,
	troubles: Troubles,
	seed: number,
): Promise<string | undefined> {
	for (const [stage, trouble] of Object.entries(troubles)) {
		const options = { seed, expected: clean, surplus: campaign.surplus };
		const failure = await live(life, { [stage]: trouble }, options).then(
			() => undefined,
			(error: Error) => error.message,
		);
		if (failure) return failure;
	}
	return undefined;
}

function vacuousOf(happened: ReadonlyMap<Campaign, ReadonlyMap<string, number>>): readonly string[] {
	return campaigns.flatMap((campaign) =>
		campaign.needs
			.filter((name) => !happened.get(campaign)?.get(name))
			.map((name) => `${campaign.name} tries ${campaign.about}, and "${name}" never happened.`),
	);
}
