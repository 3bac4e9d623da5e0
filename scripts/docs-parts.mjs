// Generates parts of the documentation: fields, flags, metrics, permissions. The values come from the program itself,
// so a page cannot describe a feature that does not exist. Pure: `code` is passed in, and `filled` inserts the parts
// between the markers of a page.

/** All parts by marker name. */
export function docsParts(code) {
	return {
		environment: environmentTable(code.schemas.Environment),
		policy: policyTable(code),
		references: referencesTable(code.kinds),
		fields: fieldTables(code),
		reasons: reasonTable(code),
		problems: problemTables(code),
		commands: commandTables(code.program),
		"exit-codes": exitCodeTable(code.exitCodes, (name) => !diffExitCodes.includes(name)),
		"diff-exit-codes": exitCodeTable(code.exitCodes, (name) => diffExitCodes.includes(name)),
		...iamParts(code),
	};
}

/** The policies of `evenkeel iam-policy`, and the reason for each action. */
function iamParts({ operations, iamPolicy }) {
	const { operationNames, operationOf, dependentActions } = operations;
	const of = (isMeant) => operationNames(isMeant).map((name) => [name, operationOf(name).why]);
	const rows = [
		...of(({ read, usedBy }) => read && !usedBy),
		...of(({ usedBy }) => usedBy === "images"),
		...of(({ usedBy }) => usedBy === "preflight"),
		...of(({ write, usedBy }) => write && !usedBy),
		...of(({ usedBy }) => usedBy === "kinds"),
		...["zones", "records", "healthChecks", "roles"].flatMap((group) => Object.entries(dependentActions(group))),
	];
	const account = "111122223333";
	const role = (name) => `arn:aws:iam::${account}:role/${name}`;
	const example = { roles: [role("order-api")], ownRole: role("evenkeel"), zones: ["shop.internal"] };
	const json = (value) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
	return {
		"iam-policy": json(iamPolicy({ owner: "shop-prod", account, ...example })),
		"iam-reasons": table(
			["action", "why"],
			rows.filter(([, why]) => why !== "").map(([action, why]) => [code(action), why]),
		),
	};
}

/** The table of metrics; asynchronous, because it reads what Prometheus would scrape. */
export async function metricsPart({ kinds, operations, createMetrics }) {
	const metrics = createMetrics(kinds.names, { now: () => 0, operations: operations.operationNames(), process: false });
	// Gauges of resources have labels only if there is a resource.
	const resource = { identity: "Cluster/shop", sync: "Synced", health: { status: "Healthy" }, reason: "" };
	metrics.recordStatus({
		revision: "r",
		reconciles: 1,
		problems: [],
		resources: [{ ...resource, drift: [], unmanaged: [], orphan: false, mismatches: [] }],
	});
	const text = await metrics.text();
	const rows = [...text.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)\n(.*)/gm)].map(
		([, name, help, type, sample]) => {
			const labels = [...(sample.match(/\{(.*)\}/)?.[1] ?? "").matchAll(/(\w+)="/g)].map(([, label]) => label);
			return [
				code(name),
				type,
				labels
					.filter((label) => label !== "le")
					.map(code)
					.join(", "),
				help,
			];
		},
	);
	return table(["metric", "type", "labels", "description"], rows);
}

/** `text` with every part between its markers; throws if a marker has no part. */
export function filled(text, parts) {
	return text.replace(/(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g, (_all, start, name, end) => {
		if (parts[name] === undefined) throw new Error(`no part of the documentation is called ${name}`);
		return `${start}\n${parts[name]}\n\n${end}`;
	});
}

function environmentTable(schema) {
	const { properties, required = [] } = schema.properties.spec;
	const rows = Object.entries(properties).map(([name, field]) => [
		code(name),
		typeText(field) + (required.includes(name) ? ", required" : ""),
		field.description ?? "",
	]);
	return table(["field", "value", "description"], rows);
}

function policyTable({ schemas, policyFrom }) {
	const defaults = policyFrom({});
	const known = Object.entries(schemas).filter(([kind]) => kind !== "Environment");
	const keys = new Map(known.flatMap(([, schema]) => Object.entries(schema.properties.policy.properties)));
	const rows = [...keys]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, field]) => {
			const kinds = known.filter(([, schema]) => schema.properties.policy.properties[name]).map(([kind]) => kind);
			const preset = defaults[name];
			const shown = preset === undefined || (Array.isArray(preset) && preset.length === 0) ? "" : code(String(preset));
			const where = kinds.length === known.length ? "all" : kinds.join(", ");
			return [code(name), where, typeText(field), shown, field.description ?? ""];
		});
	return table(["key", "kinds", "value", "default", "description"], rows);
}

function typeText({ type, enum: values, items, properties }) {
	if (values) return values.map(code).join(", ");
	if (items?.enum) return `list of ${items.enum.map(code).join(", ")}`;
	if (type === "array") return items?.type === "object" ? "list of maps" : "list of strings";
	if (properties) return `map: ${Object.keys(properties).map(code).join(", ")}`;
	return { string: "string", boolean: "true or false", object: "map", integer: "number" }[type] ?? String(type);
}

function referencesTable(kinds) {
	const rows = kinds.inCreationOrder.flatMap((some) =>
		some(({ name, manifest }) =>
			manifest.references.map(({ path, to, literal }) => [
				`${name} ${code(path)}`,
				to,
				literal ? `${literal.form}, or an ARN` : "an ARN",
			]),
		),
	);
	return table(["field", "refers to", "or contains"], rows);
}

/** For each kind: each field, its unit of ownership, and the effect of its drift. */
function fieldTables({ kinds, reasons: { messageOf } }) {
	const sections = kinds.inCreationOrder.map((some) =>
		some((kind) => `**${kind.name}**\n\n${fieldTable(kind, messageOf)}`),
	);
	return sections.join("\n\n");
}

function fieldTable({ fields, revisions, manifest }, messageOf) {
	const replaceable = manifest.policy.replaceable ?? [];
	const rows = Object.entries(fields).map(([field, { onDrift, startsDeployment, note, remediation }]) => {
		const effect = onDrift === "refuse" ? "blocked" : onDrift;
		const answer = revisions ? "new revision" : startsDeployment ? `${effect}, new deployment` : effect;
		const replace = replaceable.includes(field)
			? "With the field in `policy.replace`, evenkeel deletes and recreates the service."
			: "";
		const notes = [note, remediation && messageOf(remediation), replace].filter(Boolean).join(" ");
		return [code(field), revisions ? "whole spec" : "field", answer, notes];
	});
	const { form, field } = manifest.tags;
	const tags = form === "none" ? [] : [[code(field), "each key", "update", "A `null` value removes the tag."]];
	return table(["field", "managed as", "on drift", "note"], [...rows, ...tags]);
}

/** Every reason code: its severity, its condition, and the remediation. A remediation with parameters shows a sample. */
function reasonTable({ kinds, reasons: { catalogue, messageOf, remediationOf, samples } }) {
	const fields = kinds.inCreationOrder.flatMap((some) => some((kind) => Object.values(kind.fields)));
	// Reason codes that are themselves a remediation of a field.
	const advice = new Set(fields.flatMap(({ remediation }) => (remediation ? [remediation.code] : [])));
	const rows = samples.map((sample) => {
		const { severity, cause } = catalogue[sample.code];
		const whatToDo = advice.has(sample.code) ? messageOf(sample) : remediationOf(sample);
		const nothing = severity === "warning" ? "None; evenkeel continues and retries where needed." : "";
		return [code(sample.code), severity, cause, whatToDo ?? nothing];
	});
	return table(["code", "severity", "when", "what to do"], rows);
}

/** Every problem code by part: how severe it is, what is wrong, what to do. Advice that depends on parameters is that of a sample. */
function problemTables({ problems: { problemParts, wordedProblem, samples } }) {
	const sections = Object.entries(problemParts).map(([part, codes]) => {
		const rows = Object.entries(codes)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([name, { severity, cause }]) => {
				const sample = samples.find((one) => one.code === name);
				return [code(name), severity, cause, wordedProblem(sample).remediation ?? ""];
			});
		return `## ${part}\n\n${table(["code", "severity", "what is wrong", "what to do"], rows)}`;
	});
	return sections.join("\n\n");
}

function commandTables(program) {
	const sections = program.commands.map((command) => {
		const usage = command.registeredArguments
			.map((argument) =>
				argument.required ? ` <${argument.name()}${argument.variadic ? "..." : ""}>` : ` [${argument.name()}]`,
			)
			.join("");
		const rows = command.options.map((option) => [
			code(option.flags),
			defaultText(option),
			code(option.envVar ?? ""),
			option.description + (option.argChoices ? ` (${option.argChoices.join(", ")})` : ""),
		]);
		const argumentLines = command.registeredArguments.map(
			(argument) => `${code(argument.name())}: ${argument.description}`,
		);
		return [
			`## evenkeel ${command.name()}${usage}`,
			sentence(command.description()),
			...argumentLines.map(sentence),
			...(rows.length > 0 ? [table(["flag", "default", "variable", "description"], rows)] : []),
		].join("\n\n");
	});
	return sections.join("\n\n");
}

function defaultText({ defaultValue, defaultValueDescription }) {
	if (defaultValueDescription) return code(defaultValueDescription);
	return typeof defaultValue === "string" || typeof defaultValue === "number" ? code(String(defaultValue)) : "";
}

const exitCodeTexts = {
	well: "Success: everything is in sync, or no action is needed.",
	failed:
		"An error in a manifest, a flag or an AWS call, or a resource that cannot make progress. The message names the cause.",
	changes: "`plan --detailed-exitcode`: the plan has actions, waiting or blocked resources.",
	timedOut: "`--timeout` expired.",
	superseded: "`status --wait --revision`: another revision replaced this one before it was in sync and healthy.",
	differs: "At least one resource differs.",
	diffFailed: "An error, like `1` of other commands.",
	interrupted: "Interrupted by SIGINT or SIGTERM. (`run` without `--exit-when-synced` and `local` exit with 0.)",
};

/** `diff` has codes of its own, as every diff has: 1 is not a failure. */
const diffExitCodes = ["differs", "diffFailed"];

function exitCodeTable(exitCodes, isShown) {
	const shown = Object.entries(exitCodes).filter(([name]) => isShown(name));
	const rows = shown.map(([name, number]) => {
		if (!exitCodeTexts[name]) throw new Error(`the exit code ${name} has no text`);
		return [code(String(number)), exitCodeTexts[name]];
	});
	return table(["code", "meaning"], rows);
}

function table(head, rows) {
	const line = (cells) =>
		`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`.replace(/ {2,}\|/g, " |");
	return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

function code(text) {
	return text === "" ? "" : `\`${text}\``;
}

function sentence(text) {
	return `${text[0].toUpperCase()}${text.slice(1)}${/[.:]$/.test(text) ? "" : "."}`;
}
