/**
 * Renders the desired state as documents that `load` reads back into the same state. It shows the effect of defaults,
 * patches and variables, and serves golden tests.
 */
import { dump } from "js-yaml";
import { groupBy } from "../lib/group.ts";
import { stableJson } from "../lib/json.ts";
import { hasUnseen, visibleJson } from "../lib/visible.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired, Environment, Resource } from "../model/manifest.ts";
import { redact } from "../model/redact.ts";
import { findReferences, referredIdentity, replaceReferences } from "../model/references.ts";
import { secretValues } from "../model/secret-values.ts";
import { writeTags } from "../model/tag-codec.ts";
import { apiVersion } from "./environment.ts";
import { writtenPolicy } from "./policy.ts";
import { type Rules, rulesOf } from "./rules.ts";
import { writtenWindows } from "./windows.ts";

/** Renders YAML documents, or a JSON list of them. */
export function render(desired: Desired, format: "yaml" | "json", kinds: Kinds): string {
	const documents = [
		environmentDocument(desired.environment),
		...desired.resources.map(documentsAmong(desired.resources, kinds)),
	];
	if (format === "json") return `${visibleJson(stableJson(documents, 2))}\n`;
	return documents.map(documentText).join("");
}

/** Replaces secret values for display. The result can no longer be loaded. */
export function withoutSecrets(desired: Desired): Desired {
	const { inValue } = secretValues(desired.secrets);
	const shown = <Value>(value: Value) => inValue(redact(value)) as Value;
	const resources = desired.resources.map((resource) => ({
		...resource,
		spec: shown(resource.spec),
		tags: shown({ tags: resource.tags }).tags,
	}));
	return { ...desired, resources };
}

/** Converts each resource of `all` to a document that `load` can read. */
export function documentsAmong(all: readonly Resource[], kinds: Kinds): (resource: Resource) => object {
	const targets: Targets = {
		rules: rulesOf(kinds),
		byIdentity: new Map(all.map((resource) => [resource.identity, resource])),
		byName: groupBy(all, ({ kind, name }) => `${kind}/${name}`),
	};
	return (resource) => manifest(resource, targets);
}

/** The possible targets of references. */
interface Targets {
	readonly rules: ReadonlyMap<string, Rules>;
	readonly byIdentity: ReadonlyMap<string, Resource>;
	readonly byName: ReadonlyMap<string, readonly Resource[]>;
}

/**
 * Renders a document as YAML, starting with `---`. A document with invisible or direction-changing characters is
 * written as JSON, which escapes them and is also valid YAML.
 */
export function documentText(document: unknown): string {
	const yaml = dump(document, { lineWidth: 120, noRefs: true });
	return `---\n${hasUnseen(yaml) ? `${visibleJson(JSON.stringify(document, null, 2))}\n` : yaml}`;
}

function environmentDocument({ name, windows, ...spec }: Environment): object {
	const written = { ...spec, ...(windows.length > 0 && { windows: writtenWindows(windows) }) };
	return { apiVersion, kind: "Environment", metadata: { name }, spec: escaped(written) };
}

function manifest(resource: Resource, targets: Targets): object {
	const { kind, name, policy } = resource;
	const known = targets.rules.get(kind);
	if (!known) throw new Error(`no kind is called ${kind}`);
	const spec = replaceReferences(known.references, resource.spec, (found) => {
		const target = referredIdentity(found);
		return target ? nameOfTarget(target, found.reference.to, targets) : found.value;
	});
	const written = writtenPolicy(policy);
	return {
		apiVersion,
		kind,
		metadata: { name },
		...(Object.keys(written).length > 0 && { policy: escaped(written) }),
		spec: escaped({ ...spec, ...writeTags(known.tags, resource.tags) }),
	};
}

/** `name`, or `parent/name` if several manifests of the kind share the name. */
function nameOfTarget(identity: string, kind: string, targets: Targets): string {
	const target = targets.byIdentity.get(identity);
	if (!target) return identity.slice(kind.length + 1);
	if (targets.byName.get(`${kind}/${target.name}`)?.length === 1) return target.name;
	const [parent] = findReferences(targets.rules.get(kind)?.references ?? [], target.spec);
	const parentIdentity = parent && referredIdentity(parent);
	if (!parent) return target.name;
	const above = parentIdentity ? nameOfTarget(parentIdentity, parent.reference.to, targets) : parent.value;
	return `${above}/${target.name}`;
}

/** Escapes a literal `${` as `$${`, so that it is not read as a variable. */
function escaped(value: unknown): unknown {
	if (typeof value === "string") return value.replaceAll("${", () => "$${");
	if (Array.isArray(value)) return value.map(escaped);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, escaped(member)]])),
	);
}
