/** What a kind gives to the test of generated specs: random specs that AWS mostly takes, and what they refer to. */
import type fc from "fast-check";
import type { Rules, Schema } from "../../support/schema-arbitrary.ts";

export interface GeneratedKind {
	readonly kind: string;
	/** The member that holds the AWS name. */
	readonly nameField: string;
	/** The name of the manifest number `index`, where not any will do. */
	readonly manifestName?: (index: number) => string;
	readonly schema: Schema;
	/** Also says which members are never generated, and why. */
	readonly rules: Rules;
	readonly spec: fc.Arbitrary<Record<string, unknown>>;
	/** The manifests it refers to, as objects. */
	readonly needs: readonly object[];
	/** The lists in which order has a meaning, which AWS keeps. */
	readonly ordered: readonly string[];
}

/** A manifest as an object; JSON is YAML. */
export function manifestOf(kind: string, manifestName: string, spec: object): object {
	return { apiVersion: "evenkeel/v1alpha1", kind, metadata: { name: manifestName }, spec };
}

/** A copy without some members. */
export function omitting(value: object, ...members: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(value).filter(([member]) => !members.includes(member)));
}
