/**
 * Validates JSON input outside AWS's own protocols, such as a fault rule, against a JSON Schema. Each error message
 * names the member and the expected value.
 */
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";

let ajv: Ajv2020 | undefined;

/** Returns a function that lists the errors of a value; the list is empty if the value is valid. */
export function createBodyCheck(schema: object): (value: unknown) => readonly string[] {
	let validate: ReturnType<Ajv2020["compile"]> | undefined;
	return (value) => {
		ajv ??= new Ajv2020({ allErrors: true, discriminator: true, strict: false, verbose: true });
		validate ??= ajv.compile(schema);
		return validate(value) ? [] : [...new Set((validate.errors ?? []).flatMap(sentence))];
	};
}

function sentence({ keyword, instancePath, params, message, schema, parentSchema }: ErrorObject): string | [] {
	const member = instancePath === "" ? "The body" : `"${instancePath.slice(1).replaceAll("/", ".")}"`;
	const inside = instancePath === "" ? "" : ` of ${member}`;
	switch (keyword) {
		case "required":
			return `"${params.missingProperty}"${inside} is missing.`;
		case "additionalProperties": {
			const known = Object.keys((parentSchema?.properties ?? {}) as object).join(", ");
			return `"${params.additionalProperty}"${inside} is unknown; valid members are ${known}.`;
		}
		case "enum":
			return `${member} must be one of ${(schema as unknown[]).join(", ")}.`;
		case "discriminator":
			return discriminator(params as { tag: string; tagValue?: unknown }, parentSchema as Tagged | undefined);
		case "type":
			return `${member} must be ${[params.type].flat().join(" or ")}.`;
		default:
			return `${member} ${message}.`;
	}
}

interface Tagged {
	readonly oneOf?: readonly { readonly properties?: Readonly<Record<string, { readonly const?: unknown }>> }[];
}

function discriminator(
	{ tag, tagValue }: { tag: string; tagValue?: unknown },
	parent: Tagged | undefined,
): string | [] {
	if (tagValue === undefined) return [];
	const values = parent?.oneOf?.map(({ properties }) => properties?.[tag]?.const) ?? [];
	return `"${tag}" is ${JSON.stringify(tagValue)}; it must be one of ${values.join(", ")}.`;
}
