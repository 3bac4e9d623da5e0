// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of manifests, not of JavaScript.
// Defines evenkeel's own parts of the manifest schemas: the envelope, the policy and the Environment. Editors display the
// descriptions while a user writes a manifest.

const text = (description, more = {}) => ({ type: "string", description, ...formed(more) });
const flag = (description) => ({ type: "boolean", description });
const list = (description, items = { type: "string", minLength: 1 }) => ({ type: "array", items, description });

/**
 * A text of a given format. `form` describes in words what `pattern` allows, in the keyword that editors display and
 * evenkeel's own messages repeat, so that users need not read a regular expression.
 */
export const formed = ({ pattern, form, ...more }) => {
	if (!pattern) return more;
	const longest = more.maxLength ? `, at most ${more.maxLength} characters` : "";
	return { ...more, pattern, patternErrorMessage: `Write ${form}${longest}.` };
};

const object = (properties, required = [], more = {}) => ({
	type: "object",
	properties,
	...(required.length > 0 && { required }),
	additionalProperties: false,
	...more,
});

const duration = {
	pattern: "^[1-9][0-9]{0,9}[smh]$",
	form: "a whole number with s, m or h after it for seconds, minutes or hours, such as 30s, 5m or 1h",
};

const labels = {
	type: "object",
	additionalProperties: { type: "string" },
	description: "Labels for the `target` of defaults and patches in an Environment. They are not sent to AWS.",
};

/** Names can occur in references and file names, so they contain neither slashes nor variables. */
export const metadata = object(
	{
		name: text(
			"The name by which other manifests refer to this one. It is also the name in AWS if the spec sets none.",
			{
				maxLength: 253,
				pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
				form: "letters, digits, dots, hyphens and underscores, beginning with a letter or digit, and no variables",
			},
		),
		labels,
	},
	["name"],
);

/** The keys of `policy` that every kind accepts. */
const commonKeys = ["mode", "adopt", "suspend", "ignore", "onDelete", "interval"];

/** The policy of a kind whose spec has these fields, with the kind's additional keys. */
const policyOf = (fields, { keys, replaceable }) => {
	const known = policyKeys(fields, replaceable);
	const accepted = Object.keys(known).filter((key) => commonKeys.includes(key) || keys.includes(key));
	return object(Object.fromEntries(accepted.map((key) => [key, known[key]])));
};

const policyKeys = (fields, replaceable = []) => ({
	mode: text("manage (the default): reconcile AWS with the manifest. observe: report drift and never write.", {
		enum: ["manage", "observe"],
	}),
	adopt: flag("Adopt a resource that exists and has no owner tag."),
	suspend: flag("Pause reconciliation of this resource until the field is removed."),
	uses: list("Service Connect names that this service calls. Their services are deployed first; see onNewEndpoint."),
	onNewEndpoint: text("What to do when an endpoint in `uses` is newer than this service's deployment.", {
		enum: ["report", "redeploy"],
	}),
	redeploy: text("Any string, such as a commit, a digest or a date. Each new value forces one new deployment."),
	followDigest: flag(
		"Force a new deployment when the image registry has a new digest for the tag of an image that this service runs.",
	),
	initial: object({ desiredCount: { type: "integer", minimum: 0 } }, ["desiredCount"], {
		description: "Values for the creation only. Later changes, for example by autoscaling, are not drift.",
	}),
	bounds: object({ min: { type: "integer", minimum: 0 }, max: { type: "integer", minimum: 0 } }, ["min", "max"], {
		description: "Limits for a desired count that the spec omits. A count outside of them is corrected.",
	}),
	replace: list(
		"Fields that AWS cannot change. For these, evenkeel may delete and recreate the service, with downtime.",
		text("A top-level field of the spec.", { enum: replaceable }),
	),
	progressDeadline: text(
		"How long a rollout may make no progress before the service is Degraded, such as 15m. The default is 1h.",
		duration,
	),
	ignore: list("Fields of the spec that evenkeel does not manage, as JSON pointers such as /desiredCount.", {
		type: "string",
		...formed({
			pattern: `^/(${fields.join("|")})(/([^/~]|~[01])+)*$`,
			form:
				"a JSON pointer into the spec that begins with one of its fields; write the name of a list item, or * for all. " +
				"Tags need no pointer: evenkeel ignores a tag that the spec leaves out",
		}),
	}),
	liveImages: list(
		'Containers whose images CI manages, or "*" for all. A revision that differs only in these images is in sync.',
	),
	keepRevisions: {
		type: "integer",
		minimum: 1,
		description:
			"How many revisions of this task definition to keep. evenkeel deregisters older ones that it registered and that are " +
			"not in use. By default all are kept.",
	},
	onDelete: text("Whether evenkeel deletes or retains the resource when its manifest is removed.", {
		enum: ["delete", "retain"],
	}),
	interval: text("How often to reconcile the resource while it is in sync, such as 30s, 5m or 1h.", duration),
});

const window = object(
	{
		kind: text(
			"allow: evenkeel writes only inside this window. deny: evenkeel does not write inside it; deny wins over allow.",
			{
				enum: ["allow", "deny"],
			},
		),
		schedule: text("When the window opens, in cron format: minute, hour, day of the month, month, day of the week."),
		duration: text("How long the window stays open, such as 30m or 8h.", {
			pattern: "^[1-9][0-9]{0,5}[smh]$",
			form: "a whole number below a million with s, m or h after it, such as 30m or 8h",
		}),
		timeZone: text("The time zone of the schedule, such as Europe/Berlin. The default is UTC."),
		reason: text("The reason, shown while the window pauses writes."),
	},
	["kind", "schedule", "duration"],
);

/** The format of an identity: the kind, followed by as many names as AWS needs to identify one resource. */
function identityForm(kinds) {
	const examples = kinds.map(({ identityForm }) => identityForm.example);
	return {
		pattern: `^(${kinds.map(({ name, identityForm }) => `${name}/${identityForm.pattern}`).join("|")})$`,
		form: `an identity as plan and status show it: ${examples.slice(0, -1).join(", ")} or ${examples.at(-1)}`,
	};
}

/** A complete manifest document with the spec of one kind. */
export function documentSchema({ kind, spec, policy, $defs }) {
	return {
		$schema: "https://json-schema.org/draft/2020-12/schema",
		$id: `urn:evenkeel:schema:v1alpha1:${kind}`,
		title: kind,
		...object(
			{
				apiVersion: { const: "evenkeel/v1alpha1" },
				kind: { const: kind },
				metadata,
				...(policy && {
					policy: policyOf(
						Object.keys(spec.properties).filter((name) => !/^tags$/i.test(name)),
						policy,
					),
				}),
				spec,
			},
			["apiVersion", "kind", "metadata", "spec"],
		),
		...(Object.keys($defs).length > 0 && { $defs }),
	};
}

/** The Environment document; `kinds` are the manifest rules of all kinds. */
export function environmentSchema(kinds) {
	const target = object(
		{
			kind: text("Only manifests of this kind.", { enum: kinds.map(({ name }) => name) }),
			name: text("Only manifests with this metadata.name."),
			labels: { ...labels, description: "Only manifests that have all of these labels." },
		},
		[],
		{ minProperties: 1, description: "Selects manifests. A manifest matches if it meets all conditions." },
	);
	const overlay = (description) =>
		list(
			description,
			object({ target, spec: { type: "object" }, policy: { type: "object" } }, ["target"], { minProperties: 2 }),
		);
	const spec = object({
		owner: text(
			"The id of this installation, stored in tags. Two installations with the same owner delete each other's resources.",
			{
				maxLength: 128,
				pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
				form: "letters, digits, dots, hyphens and underscores, beginning with a letter or digit",
			},
		),
		account: text(
			"The AWS account id. evenkeel compares it with the ARNs in responses and stops if another account answers.",
			{
				pattern: "^[0-9]{12}$",
				form: "the account's twelve digits, such as 111122223333",
			},
		),
		region: text("The AWS Region of all resources in this environment.", {
			pattern: "^[a-z]{2,}(-[a-z]+)+-[0-9]+$",
			form: "a region's short name, such as eu-west-1",
		}),
		include: list("Additional folders or files to read. Paths are relative to this file and must be inside the root."),
		variables: {
			type: "object",
			description: "Values for ${NAME} in manifests. A value can be a list or a map.",
		},
		variableFiles: list(
			"Files with values for ${file.path.to.value}. The output of terraform output -json can be used directly.",
		),
		defaults: overlay("Default values for matching manifests. The manifest's own values win."),
		patches: overlay("Overrides for matching manifests. The patch's values win; null removes a key."),
		prune: text(
			"off: orphans are only reported. listed (the default): orphans in deletions are deleted. automatic: all orphans are deleted, within a budget.",
			{
				enum: ["off", "listed", "automatic"],
			},
		),
		deletions: list("Identities of resources that evenkeel may delete, such as Service/shop/order-api.", {
			type: "string",
			...formed(identityForm(kinds)),
		}),
		rollouts: object(
			{
				maxConcurrent: {
					type: "integer",
					minimum: 1,
					description: "The maximum number of rollouts in progress. Other rollouts wait.",
				},
				stopAfterFailures: {
					type: "integer",
					minimum: 1,
					description: "After this many failed rollouts, no other rollout starts until they are fixed or reverted.",
				},
			},
			[],
			{ description: "How fast a change is rolled out to existing services. By default all are rolled out at once." },
		),
		windows: list(
			"Sync windows: times in which evenkeel may or may not write to AWS. By default it may always write.",
			window,
		),
		preflight: list(
			"Dependencies to check before an action that names them. The action waits while one is missing. The default is none, since each check needs permissions.",
			text("images: in their image registries. roles, logGroups, targetGroups: in AWS.", {
				enum: ["images", "roles", "logGroups", "targetGroups"],
			}),
		),
	});
	return documentSchema({ kind: "Environment", spec, $defs: {} });
}
