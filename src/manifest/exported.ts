/**
 * Exported resources as manifests. What may be secret stands in AWS for everybody to read who may look, but a folder of
 * manifests goes into Git: so each such value becomes a variable that nobody has set, and a folder with one left is rejected.
 */
import { isRecord } from "../lib/json.ts";
import type { SomeKind } from "../model/kind.ts";
import type { Resource } from "../model/manifest.ts";
import { hidden, redact } from "../model/redact.ts";
import { documentOf, documentText } from "./render.ts";

export interface ExportedManifest {
	/** Such as `service/shop/api.yaml`. */
	readonly file: string;
	readonly text: string;
	/** The variables that stand for what may be secret; with `withSecrets` those that would. */
	readonly variables: readonly string[];
}

/** The manifest of each of `resources`, which may refer to one another. */
export function exportedManifests(
	resources: readonly Resource[],
	kinds: readonly SomeKind[],
	{ withSecrets }: { readonly withSecrets: boolean },
): readonly ExportedManifest[] {
	return resources.map((resource) => {
		const document = documentOf(resource, resources, kinds);
		const variables: string[] = [];
		const masked = withVariables(document, redact(document), [resource.name], variables);
		return {
			file: `${resource.identity.replace(/(?<=[a-z])[A-Z]/g, "-$&").toLowerCase()}.yaml`,
			text: documentText(withSecrets ? document : masked),
			variables,
		};
	});
}

/** `value` with a variable in each place that `redacted` hides, named by what is on the way there. */
function withVariables(value: unknown, redacted: unknown, path: readonly string[], variables: string[]): unknown {
	if (Array.isArray(value) && Array.isArray(redacted)) {
		return value.map((item, index) =>
			withVariables(item, redacted[index], [...path, itemName(item) ?? String(index)], variables),
		);
	}
	if (isRecord(value) && isRecord(redacted)) {
		return Object.fromEntries(
			Object.entries(value).map(([name, member]) => [
				name,
				withVariables(member, redacted[name], untold.has(name) ? path : [...path, name], variables),
			]),
		);
	}
	if (redacted !== hidden || value === hidden) return value;
	const variable = path.join("_").replace(/\W/g, "_");
	variables.push(variable);
	return `\${${variable}}`;
}

/** Steps that would only make names longer: what follows says it all. */
const untold: ReadonlySet<string> = new Set(["spec", "containerDefinitions", "environment", "value"]);

function itemName(item: unknown): string | undefined {
	return isRecord(item) && typeof item.name === "string" ? item.name : undefined;
}
