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
	description: "Words of your own, by which defaults and patches of an Environment pick manifests.",
};

/** Names can occur in references and file names, so they contain neither slashes nor variables. */
export const metadata = object(
	{
		name: text("What other manifests refer to this one by. It is also the AWS name, where the spec has none.", {
			maxLength: 253,
			pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
			form: "letters, digits, dots, hyphens and underscores, beginning with a letter or digit, and no variables",
		}),
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
	mode: text("manage (the default): make AWS match. observe: look and report, never write.", {
		enum: ["manage", "observe"],
	}),
	adopt: flag("Take over a resource that exists already and has no owner."),
	suspend: flag("Make no call for this resource until this is taken out again."),
	uses: list("Service Connect names that this service calls: they are deployed first, and renewal follows them."),
	onNewEndpoint: text("What to do when a name in `uses` is newer than this service's deployment.", {
		enum: ["report", "redeploy"],
	}),
	redeploy: text("Any text: a commit, a digest, a time. A new value forces exactly one new deployment."),
	followDigest: flag(
		"Deploy once more when the registry has another digest under the tag of an image that this service runs.",
	),
	initial: object({ desiredCount: { type: "integer", minimum: 0 } }, ["desiredCount"], {
		description: "Values for birth only; afterwards the field belongs to somebody else, such as autoscaling.",
	}),
	bounds: object({ min: { type: "integer", minimum: 0 }, max: { type: "integer", minimum: 0 } }, ["min", "max"], {
		description: "Keeps a desired count that the spec omits between these, whoever else changes it.",
	}),
	replace: list(
		"Fields that AWS cannot change and for whose sake this service may be deleted and created anew, with downtime.",
		text("A top-level field of the spec.", { enum: replaceable }),
	),
	progressDeadline: text(
		"For how long a rollout may make no progress before it is Degraded, such as 15m. 1h when absent.",
		duration,
	),
	ignore: list("Parts of the spec that belong to somebody else, as JSON pointers such as /desiredCount.", {
		type: "string",
		...formed({
			pattern: `^/(${fields.join("|")})(/([^/~]|~[01])+)*$`,
			form:
				"a JSON pointer into the spec, whose first part is a field of it; an item of a list goes by its name or *. " +
				"Tags need none: a key that the spec leaves out is somebody else's",
		}),
	}),
	liveImages: list(
		'Containers of this task definition whose images CI owns, or "*" for all: revisions that differ in them only are as declared.',
	),
	keepRevisions: {
		type: "integer",
		minimum: 1,
		description:
			"How many of this task definition's revisions are kept: older ones that evenkeel registered, and that nothing uses, " +
			"are deregistered. All are kept when absent.",
	},
	onDelete: text("What becomes of the resource when its manifest is gone.", { enum: ["delete", "retain"] }),
	interval: text("How long to wait between two looks when all is well, such as 30s, 5m or 1h.", duration),
});

const window = object(
	{
		kind: text(
			"allow: nothing is written outside of these windows. deny: nothing is written inside, whatever allows it.",
			{
				enum: ["allow", "deny"],
			},
		),
		schedule: text("When it opens, as in cron: minute, hour, day of the month, month, day of the week."),
		duration: text("How long it stays open, such as 30m or 8h.", {
			pattern: "^[1-9][0-9]{0,5}[smh]$",
			form: "a whole number below a million with s, m or h after it, such as 30m or 8h",
		}),
		timeZone: text("The zone that the schedule is meant in, such as Europe/Berlin. UTC when absent."),
		reason: text("Why, for whoever finds that nothing is written."),
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
		{ minProperties: 1, description: "Which manifests are meant: all that is said here must be true of one." },
	);
	const overlay = (description) =>
		list(
			description,
			object({ target, spec: { type: "object" }, policy: { type: "object" } }, ["target"], { minProperties: 2 }),
		);
	const spec = object({
		owner: text("The id of this installation, written into tags. Two with one owner would prune each other.", {
			maxLength: 128,
			pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
			form: "letters, digits, dots, hyphens and underscores, beginning with a letter or digit",
		}),
		account: text("Compared with the ARNs in what AWS answers; evenkeel stops while another account answers.", {
			pattern: "^[0-9]{12}$",
			form: "the account's twelve digits, such as 111122223333",
		}),
		region: text("The AWS region of everything in this environment.", {
			pattern: "^[a-z]{2,}(-[a-z]+)+-[0-9]+$",
			form: "a region's short name, such as eu-west-1",
		}),
		include: list("Further folders or files to read, relative to this file and inside the root."),
		variables: {
			type: "object",
			description: "Values for ${NAME} in manifests. A value may be a list or a map.",
		},
		variableFiles: list("Files of values, used as ${file.path.to.value}; terraform output -json is taken as it is."),
		defaults: overlay("Laid under every manifest that matches: the manifest's own values win."),
		patches: overlay("Laid over every manifest that matches: these values win. null removes."),
		prune: text(
			"off: orphans are only reported. listed (the default): those in deletions go. automatic: all go, within a budget.",
			{
				enum: ["off", "listed", "automatic"],
			},
		),
		deletions: list("Identities that may be deleted, such as Service/shop/order-api.", {
			type: "string",
			...formed(identityForm(kinds)),
		}),
		rollouts: object(
			{
				maxConcurrent: {
					type: "integer",
					minimum: 1,
					description: "So many rollouts may be in progress at once; the others wait for their turn.",
				},
				stopAfterFailures: {
					type: "integer",
					minimum: 1,
					description: "Once so many rollouts have failed, no other is begun until they are mended or reverted.",
				},
			},
			[],
			{ description: "How fast a change may spread over services that run. Without it, all are rolled out at once." },
		),
		windows: list("Times in which writing to AWS is allowed or denied. Without one it is always allowed.", window),
		preflight: list(
			"What is looked up before a call that names it: a call waits for what is missing. Nothing when absent, since each wants permissions.",
			text("images: in their registries. roles, logGroups, targetGroups: in AWS.", {
				enum: ["images", "roles", "logGroups", "targetGroups"],
			}),
		),
	});
	return documentSchema({ kind: "Environment", spec, $defs: {} });
}
