/** What a golden case is planned from. */
import { load } from "js-yaml";
import { kinds } from "../../../src/kinds/list.ts";
import { load as loadManifests } from "../../../src/manifest/load.ts";
import type { Identity } from "../../../src/model/identity.ts";
import type { Desired } from "../../../src/model/manifest.ts";
import { type Prerequisite, prerequisiteKey, type Remembered } from "../../../src/model/prerequisite.ts";
import type { PlanInput, RecentChanges } from "../../../src/plan/context.ts";
import { asSnapshot } from "../../support/virtual-world.ts";
import { type ObservedTexts, observedWorld, reasonOf, reconcileId, type WrittenReason } from "./observed.ts";
import type { Sections } from "./sections.ts";

/** The section `input`; times are minutes after the observation. */
interface WrittenInput extends Pick<PlanInput, "pause"> {
	/** What is due besides what is declared and what is observed. */
	readonly due?: readonly Identity[];
	readonly provenance?: Desired["provenance"];
	readonly incomplete?: WrittenReason;
	readonly listedAtMs?: number;
	readonly retained?: readonly Identity[];
	readonly attempts?: Readonly<Record<Identity, number>>;
	readonly recentChanges?: Omit<RecentChanges, "untilMs">;
	readonly mismatches?: Readonly<Record<Identity, readonly never[]>>;
	readonly findings?: readonly (Remembered & { readonly prerequisite: Prerequisite })[];
	/** The codes of the errors in the manifests. */
	readonly errors?: readonly string[];
}

/** Reads a case; throws where it says what nothing reads. */
export function planInput({ manifests, observed, input }: Sections): PlanInput {
	const seen = (load(observed) ?? {}) as ObservedTexts;
	const {
		errors = [],
		due = [],
		provenance,
		incomplete,
		retained,
		attempts,
		recentChanges,
		mismatches,
		findings,
		...others
	} = (load(input || "{}") ?? {}) as WrittenInput;
	const desired = desiredOf(manifests, errors);
	return {
		...others,
		kinds,
		desired: provenance ? { ...desired, provenance } : desired,
		observedState: observedWorld(seen, desired),
		reconcileId,
		due: new Set([...desired.resources.map(({ identity }) => identity), ...(Object.keys(seen) as Identity[]), ...due]),
		retained: new Set(retained),
		attempts: new Map(entriesOf(attempts)),
		...(incomplete ? { incomplete: reasonOf(incomplete) } : {}),
		...(recentChanges ? { recentChanges: { ...recentChanges, untilMs: new Map() } } : {}),
		...(mismatches ? { mismatches: new Map(entriesOf(mismatches)) } : {}),
		...(findings
			? { findings: new Map(findings.map(({ prerequisite, ...one }) => [prerequisiteKey(prerequisite), one])) }
			: {}),
	};
}

function desiredOf(manifests: string, errors: readonly string[]): Desired {
	const documents = manifests.split(/^---$/m).filter((text) => text.trim() !== "");
	const files = documents.map((text, index) => [`${index}.yaml`, `apiVersion: evenkeel/v1alpha1\n${text.trim()}\n`]);
	const { desired, problems } = loadManifests(asSnapshot(Object.fromEntries(files)), { kinds, ownerFallback: "test" });
	const found = problems.filter(({ severity }) => severity === "error");
	if (!desired || found.map(({ code }) => code).join() !== errors.join()) {
		throw new Error(`The manifests have other errors than the case says: ${JSON.stringify(found)}`);
	}
	return desired;
}

function entriesOf<Value>(record: Readonly<Record<Identity, Value>> = {}): [Identity, Value][] {
	return Object.entries(record) as [Identity, Value][];
}
