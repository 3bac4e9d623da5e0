/**
 * Drift without noise, for every field of every kind: whatever spec the schemas and the checks let through, and AWS takes, is
 * in sync once it is there, whatever defaults AWS adds to its answers and in whatever order it gives its lists.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemText } from "../../src/report/problem-text.ts";
import { listsOf, membersIn, membersOf } from "../support/schema-arbitrary.ts";
import { createVirtualWorld } from "../support/virtual-world.ts";
import { changedAnswers } from "./generated/changed-answers.ts";
import { type GeneratedKind, manifestOf } from "./generated/generated-kind.ts";
import { generatedKinds } from "./generated/list.ts";

const { EVENKEEL_FUZZ_RUNS: numRuns = 10, EVENKEEL_FUZZ_SEED: seed = 4 } = Object.fromEntries(
	Object.entries(process.env).map(([key, value]) => [key, Number(value)]),
);
const together = 8;

describe.each(generatedKinds)("any $kind", (generated) => {
	it("is in sync once it is there, in any order of AWS's lists", async () => {
		const met = new Set<string>();
		const counts = { taken: 0, refused: 0 };
		const specs = fc.array(generated.spec, { minLength: 1, maxLength: together, size: "max" });
		await fc.assert(
			fc.asyncProperty(specs, async (list) => {
				const taken = await stayInSync(generated, list);
				counts.taken += taken.length;
				counts.refused += list.length - taken.length;
				for (const spec of taken) for (const member of membersIn(generated.schema, spec)) met.add(member);
			}),
			{ numRuns, seed },
		);
		const missing = [...membersOf(generated.schema, generated.rules)].filter((member) => !met.has(member));
		expect(missing, "members that no generated spec had").toEqual([]);
		expect(counts.refused, "specs that a check or AWS refused").toBeLessThan(counts.taken / 4);
	});
});

type Spec = Record<string, unknown>;

/** The specs that AWS has taken; fails where evenkeel then finds anything to do or to tell. */
async function stayInSync(generated: GeneratedKind, specs: readonly Spec[]): Promise<readonly Spec[]> {
	const lists = [...listsOf(generated.schema)].filter((list) => !generated.ordered.includes(list));
	const answers = changedAnswers(new Set(lists));
	const observedState = createVirtualWorld();
	const evenkeel = observedState.start({ aroundRead: answers.aroundRead });
	const { problems, desired } = evenkeel.accept(filesOf(generated, specs));
	for (const problem of problems) if (problem.severity === "error") told(generated, problemText(problem));
	const born = specs.flatMap((spec, index) => {
		const resource = desired?.resources.find(({ place }) => place.file === fileOf(index));
		return resource ? [{ spec, identity: resource.identity }] : [];
	});
	const status = (identity: string) => evenkeel.resource(identity);
	const isSettled = ({ identity }: { readonly identity: string }) =>
		status(identity)?.outcome === "in sync" || status(identity)?.failure !== undefined;
	await observedState.until(() => (desired?.resources ?? []).every(isSettled), {
		explain: () => JSON.stringify(born.filter((one) => !isSettled(one)).map(({ identity }) => status(identity))),
	});
	for (const { identity } of born) told(generated, status(identity)?.failure?.message);
	const taken = born.filter(({ identity }) => status(identity)?.outcome === "in sync");
	const sent = evenkeel.sent.length;
	for (const change of answers.changes) {
		answers.use(change);
		await observedState.advance(90_000);
		for (const { identity } of taken) {
			expect(status(identity), change).toMatchObject({ outcome: "in sync", drift: [], unmanaged: [] });
		}
	}
	const later = evenkeel.sent.slice(sent).filter(({ failure }) => !failure);
	expect(later.map(({ call }) => call)).toEqual([]);
	await evenkeel.stop();
	return taken.map(({ spec }) => spec);
}

const fileOf = (index: number) => `it-${index}.json`;

/** Each manifest has a file and a name of its own, so that a refusal of one leaves the others alone. */
function filesOf({ kind, nameField, needs, spec: _, ...rest }: GeneratedKind, specs: readonly Spec[]) {
	const environment = { ...manifestOf("Environment", "test", { owner: "test" }) };
	const named = (spec: Spec, index: number) =>
		spec[nameField] === undefined ? spec : { ...spec, [nameField]: `${spec[nameField]}${index}` };
	return {
		"environment.json": JSON.stringify(environment),
		...Object.fromEntries(needs.map((need, index) => [`need-${index}.json`, JSON.stringify(need)])),
		...Object.fromEntries(
			specs.map((spec, index) => {
				const manifestName = rest.manifestName?.(index) ?? `it-${index}`;
				return [fileOf(index), JSON.stringify(manifestOf(kind, manifestName, named(spec, index)))];
			}),
		),
	};
}

/** With `EVENKEEL_FUZZ_TELL` says which specs are refused, and why. */
function told({ kind }: GeneratedKind, why: string | undefined): void {
	if (why !== undefined && process.env.EVENKEEL_FUZZ_TELL) console.log(kind, why);
}
