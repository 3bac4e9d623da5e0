/**
 * Performs runs while there is time, alternating between all campaigns and stories, so that a short tour covers each of
 * them. It counts the troubles that occurred, because a campaign in which one never occurred has not tested it.
 */
import { campaigns, randomWorlds } from "./campaigns.ts";
import { type Course, randomCourse, storyCourse } from "./course.ts";
import { type Story, scenarioOf, stories } from "./stories.ts";
import { runStory } from "./story-run.ts";

export interface TourOptions {
	readonly seed: number;
	/** Whether another run may start; a few more runs follow while a required trouble has not occurred. */
	readonly hasTime: () => boolean;
	/** `C3`, `C3/golang-app` or `C3/golang-app/17`: only runs whose name begins so. */
	readonly only?: string;
	readonly say: (line: string) => void;
}

/** The result of a tour. */
export interface Tour {
	readonly runs: number;
	readonly failures: readonly string[];
	/** Campaigns in which a required trouble never occurred, as sentences. */
	readonly vacuous: readonly string[];
}

const mostFailures = 5;
/** The maximum of additional runs for troubles that have not occurred in time. */
const mostMore = 200;

/** Performs runs until time is up, all are done, or too many have failed. */
export async function tour({ seed, hasTime, only = "", say }: TourOptions): Promise<Tour> {
	const happened = new Map<Course["campaign"], Set<string>>();
	const failures: string[] = [];
	let runs = 0;
	let more = 0;
	let waiting = await coursesOf(seed, only);
	const canContinue = () =>
		failures.length < mostFailures && (hasTime() || (only === "" && more < mostMore && vacuousOf(happened).length > 0));
	const numbers = new Map<Course, number>();
	while (waiting.length > 0 && canContinue()) {
		const going: Course[] = [];
		const runsBefore = runs;
		for (const course of waiting) {
			if (!canContinue()) break;
			const isLate = only === "" && !hasTime();
			if (isLate && !lacksSomething(course.campaign, happened)) continue;
			if (isLate) more += 1;
			const attempt = course.attempts.next();
			if (attempt.done) continue;
			going.push(course);
			const number = numbers.get(course) ?? 0;
			numbers.set(course, number + 1);
			const name = `${course.campaign.name}/${course.story}/${number}`;
			const isTheOne = name === only;
			if (!isTheOne && (/\/\d+$/.test(only) || !name.startsWith(only))) continue;
			runs += 1;
			try {
				const names = happened.get(course.campaign) ?? new Set();
				for (const one of await attempt.value()) names.add(one);
				happened.set(course.campaign, names);
			} catch (error) {
				failures.push(`${name} (npm run campaign -- --seed ${seed} --only ${name}): ${(error as Error).message}`);
				say(failures.at(-1) ?? "");
			}
			if (isTheOne) return { runs, failures, vacuous: [] };
		}
		if (only === "" && runs === runsBefore) break;
		waiting = going;
	}
	return { runs, failures, vacuous: only === "" ? vacuousOf(happened) : [] };
}

async function coursesOf(seed: number, only: string): Promise<readonly Course[]> {
	const courses: Course[] = [];
	for (const story of stories) {
		const meant = campaigns.filter(({ name }) => isMeant(`${name}/${story}/`, only));
		if (meant.length === 0) continue;
		const scenario = await scenarioOf(story, seed + stories.indexOf(story));
		const clean = await runStory(scenario, {}, { seed });
		courses.push(...meant.map((campaign) => storyCourse(campaign, scenario, clean, seed)));
	}
	// Each campaign starts with another story, so that a short tour covers every campaign after a few runs.
	const turn = ({ campaign, story }: Course) =>
		(campaigns.findIndex(({ name }) => name === campaign.name) + stories.indexOf(story as Story)) % stories.length;
	courses.sort((a, b) => turn(a) - turn(b));
	const random = randomCourse(randomWorlds, seed);
	if (!isMeant(`${randomWorlds.name}/${random.story}/`, only)) return courses;
	if (courses.length === 0) return [random];
	// As often as each campaign on stories.
	return courses.flatMap((course, index) => (index % stories.length === 0 ? [random, course] : [course]));
}

function isMeant(course: string, only: string): boolean {
	return course.startsWith(only) || only.startsWith(course);
}

function lacksSomething(
	campaign: Course["campaign"],
	happened: ReadonlyMap<Course["campaign"], ReadonlySet<string>>,
): boolean {
	return campaign.needs.some((name) => !happened.get(campaign)?.has(name));
}

function vacuousOf(happened: ReadonlyMap<Course["campaign"], ReadonlySet<string>>): readonly string[] {
	return [...campaigns, randomWorlds].flatMap((campaign) =>
		campaign.needs
			.filter((name) => !happened.get(campaign)?.has(name))
			.map((name) => `${campaign.name} tries ${campaign.about}, but "${name}" never occurred.`),
	);
}
