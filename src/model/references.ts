/**
 * References between manifests. A spec contains another manifest's identity (`Namespace/internal`) where AWS expects an
 * ARN or an id; the kind's table lists these places. Resolving them converts a manifest to AWS's terms.
 */
import { isRecord } from "../lib/json.ts";
import type { Identity } from "./identity.ts";
import type { Reference } from "./manifest-rules.ts";
import type { AwsRef, ObservedState } from "./observed-state.ts";

/** For references where AWS expects the target's ARN. */
export const arnOf = ({ arn }: AwsRef): string => arn;

/** For references where AWS expects the target's short form: a Cloud Map id, `family:7`. */
export const idOf = ({ id }: AwsRef): string => id;

/** The value at a place of a reference. */
export interface Found {
	readonly reference: Reference;
	readonly value: string;
	/** Dotted path with list indexes: `serviceRegistries.0.registryArn`. */
	readonly path: string;
}

/** Memoized by spec: specs are immutable, and each load and reconcile needs the references of thousands of them. */
const lastFound = new WeakMap<
	object,
	{ readonly references: readonly Reference[]; readonly found: readonly Found[] }
>();

/** All values at the places that `references` name. */
export function findReferences(references: readonly Reference[], spec: object): readonly Found[] {
	const known = lastFound.get(spec);
	if (known?.references === references) return known.found;
	const found: Found[] = [];
	for (const reference of references) {
		findAt(spec, reference.path.split("."), [], (value, path) => found.push({ reference, value, path }));
	}
	lastFound.set(spec, { references, found });
	return found;
}

/** The identity that a value refers to; undefined for an AWS value such as an ARN, an id or `family:7`. */
export function referredIdentity({ reference, value }: Found): Identity | undefined {
	return value.startsWith(`${reference.to}/`) ? (value as Identity) : undefined;
}

/** The manifests that `spec` refers to by name, in the order of `references`. */
export function referredIdentities(references: readonly Reference[], spec: object): readonly Identity[] {
	return findReferences(references, spec).flatMap((found) => referredIdentity(found) ?? []);
}

/** Returns a copy of `spec` with each reference replaced by the result of `replace`. */
export function replaceReferences<Spec extends object>(
	references: readonly Reference[],
	spec: Spec,
	replace: (found: Found) => string,
): Spec {
	let result: unknown = spec;
	for (const reference of references) {
		result = replaceAt(result, reference.path.split("."), [], (value, path) => replace({ reference, value, path }));
	}
	return result as Spec;
}

/** Resolves references to AWS references if their targets were ever observed; others stay unchanged. */
export function withAwsRefs<Spec extends object>(
	references: readonly Reference[],
	spec: Spec,
	observedState: ObservedState,
): Spec {
	return replaceReferences(references, spec, (found) => {
		const target = referredIdentity(found);
		const awsRef = target && observedState.get(target)?.lastAwsRef;
		return awsRef ? found.reference.valueOf(awsRef) : found.value;
	});
}

/** Walks like `replaceAt`, without copying. */
function findAt(
	value: unknown,
	rest: readonly string[],
	path: readonly string[],
	tell: (value: string, path: string) => void,
): void {
	const [step, ...further] = rest;
	if (step === undefined) {
		if (typeof value === "string") tell(value, path.join("."));
	} else if (step === "*") {
		if (!Array.isArray(value)) return;
		for (const [index, item] of value.entries()) findAt(item, further, [...path, String(index)], tell);
	} else if (isRecord(value) && value[step] !== undefined) {
		findAt(value[step], further, [...path, step], tell);
	}
}

function replaceAt(
	value: unknown,
	rest: readonly string[],
	path: readonly string[],
	replace: (value: string, path: string) => string,
): unknown {
	const [step, ...further] = rest;
	if (step === undefined) return typeof value === "string" ? replace(value, path.join(".")) : value;
	if (step === "*") {
		return Array.isArray(value)
			? value.map((item, index) => replaceAt(item, further, [...path, String(index)], replace))
			: value;
	}
	if (!isRecord(value) || value[step] === undefined) return value;
	return { ...value, [step]: replaceAt(value[step], further, [...path, step], replace) };
}
