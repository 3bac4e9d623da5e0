/**
 * Prints the differences between AWS and the manifests in the form of `diff -u`: AWS on the left, the manifests on the
 * right.
 * A hunk is one field, headed by its path, since neither side has line numbers.
 */
import { dump } from "js-yaml";
import { escapeControls } from "../lib/visible.ts";
import type { Identity } from "../model/identity.ts";
import type { Desired, Resource } from "../model/manifest.ts";
import type { Drift, Item } from "../model/plan.ts";
import { redact } from "../model/redact.ts";
import { type SecretValues, secretValues } from "../model/secret-values.ts";
import { textOf } from "./catalogue/index.ts";

/** All differences among `items`, with secret values replaced; empty where there are none. */
export function diffText(
	items: readonly Item[],
	{ resources, secrets }: Pick<Desired, "resources" | "secrets">,
): string {
	const { inValue } = secretValues(secrets);
	const declared = new Map(resources.map((resource) => [resource.identity, resource]));
	return items.map((item) => (differs(item) ? difference(item, declared.get(item.identity), inValue) : "")).join("");
}

/** Whether AWS differs from the manifests; a retained orphan does not count. */
export function differs({ drift, exists, orphan, verdict, compared }: Item): boolean {
	if (orphan) return verdict.outcome !== "blocked";
	return drift.length > 0 || !exists || !compared;
}

function difference(item: Item, resource: Resource | undefined, shown: SecretValues["inValue"]): string {
	const { identity, drift, verdict, orphan, exists } = item;
	const place = resource ? `${resource.place.file}:${resource.place.line}` : "";
	const lines = [`--- ${exists || orphan ? aws(identity) : "/dev/null"}`, `+++ ${orphan ? "/dev/null" : place}`];
	if (orphan) lines.push(`@@ ${identity} @@`, `-${reasonOf(verdict)}`);
	else if (!exists && resource) lines.push(`@@ ${identity} @@`, ...signed("+", shown(redact(wholeOf(resource)))));
	else if (drift.length === 0) lines.push(`@@ ${identity} @@`, ` ${reasonOf(verdict)}`);
	else lines.push(...drift.flatMap(hunk));
	return `${lines.map(escapeControls).join("\n")}\n`;
}

function wholeOf({ spec, tags }: Resource): object {
	return Object.keys(tags).length > 0 ? { ...spec, tags } : spec;
}

function aws(identity: Identity): string {
	return `AWS ${identity}`;
}

function reasonOf(verdict: Item["verdict"]): string {
	return verdict.outcome === "in sync" ? "" : textOf(verdict.reason);
}

function hunk({ path, desired, observed }: Drift): string[] {
	return [`@@ ${path} @@`, ...signed("-", observed), ...signed("+", desired)];
}

function signed(sign: "+" | "-", value: unknown): string[] {
	if (value === undefined) return [];
	const text = dump(value, { lineWidth: -1, noRefs: true, skipInvalid: true }).trimEnd();
	return text.split("\n").map((line) => `${sign}${line}`);
}
