/** The text of a golden case, taken apart. */

/** The sections of a case by name; `manifests` and `observed` are in every case. */
export interface Sections {
	readonly manifests: string;
	readonly observed: string;
	readonly input: string;
}

/** `given` is all that the plan follows from, as it is written. */
export function parseCase(text: string): { readonly given: string; readonly sections: Sections } {
	const [given = "", ...plans] = text.split(/^=== plan$/m);
	if (plans.length !== 1) throw new Error("A golden case has one section `=== plan`, its last.");
	const [, ...parts] = given.split(/^=== (.*)$/m);
	const named = new Map<string, string>();
	for (let at = 0; at < parts.length; at += 2) named.set(parts[at] ?? "", parts[at + 1] ?? "");
	const { manifests = "", observed = "", input = "", ...unknown } = Object.fromEntries(named);
	const [wrong] = Object.keys(unknown);
	if (wrong !== undefined) throw new Error(`There is no section ${JSON.stringify(wrong)}.`);
	return { given, sections: { manifests, observed, input } };
}
