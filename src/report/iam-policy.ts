/**
 * Generates the least-privilege IAM policy of evenkeel's role.
 * It is built from the operations that can be sent, so it neither lacks one nor allows another. With an owner, tag
 * conditions restrict writes to owned resources where AWS supports them.
 */
import { dependentActions, operationNames, operationOf } from "../aws/operations.ts";
import type { TagCondition } from "../aws/services/service.ts";
import { madeByEcsTag, ownerTag } from "../model/tags.ts";

export interface PolicyOptions {
	/** Only the permissions to observe, for `plan`, `diff`, `export` and `run --observe`. */
	readonly readOnly?: boolean;
	/** Allows writes only to resources with this owner's tag, where AWS supports tag conditions. */
	readonly owner?: string;
	/** The account id of twelve digits; any account when absent. */
	readonly account?: string;
	/**
	 * ARNs of the roles that may be passed to ECS, with IAM wildcards, or `*` for each role of the account; none when
	 * absent.
	 */
	readonly roles?: readonly string[];
	/** ARN of the role that gets this policy: passing it to ECS is denied, regardless of `roles`. */
	readonly ownRole?: string;
	/** Names of the managed DNS namespaces, or `*` for any; none when absent. */
	readonly zones?: readonly string[];
	/** Whether registries have Route 53 health checks. */
	readonly healthChecks?: boolean;
}

/** A statement of an IAM policy, in IAM's format. */
export interface Statement {
	readonly Sid: string;
	readonly Effect: "Allow" | "Deny";
	readonly Action: readonly string[];
	readonly Resource: string | readonly string[];
	readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy document, in IAM's format. */
export interface PolicyDocument {
	readonly Version: "2012-10-17";
	readonly Statement: readonly Statement[];
}

/** Generates the policy; the same options give the same document. */
export function iamPolicy(options: PolicyOptions): PolicyDocument {
	const look = [
		allow(
			"Look",
			operationNames(({ read, usedBy }) => read !== undefined && usedBy === undefined),
		),
		allow(
			"Images",
			operationNames(({ usedBy }) => usedBy === "images"),
		),
		allow(
			"Preflight",
			operationNames(({ usedBy }) => usedBy === "preflight"),
		),
		...optionalServices.map((service) =>
			allow(
				`LookInto${capitalized(service)}`,
				operationNames(({ read, optionalService }) => read !== undefined && optionalService === service),
			),
		),
	];
	return {
		Version: "2012-10-17",
		Statement: options.readOnly
			? look
			: [
					...look,
					...changing(options.owner),
					...optionalServices.flatMap((one) => changingIn(one, options.owner)),
					...cloudMap(options),
					...rolesOf(options),
				],
	};
}

function changing(owner: string | undefined): readonly Statement[] {
	return [
		...changingOf(undefined, owner),
		...(owner === undefined
			? []
			: [
					allow(
						"RegistriesThatEcsMade",
						operationNames(({ write }) => write?.awsTag === madeByEcsTag),
						{
							StringEquals: { [`aws:ResourceTag/${madeByEcsTag}`]: "true" },
						},
					),
				]),
	];
}

/**
 * The services that kinds write to and whose SDK packages are optional: without their kinds, the statement can be removed.
 */
const optionalServices = [...new Set(operationNames().flatMap((name) => operationOf(name).optionalService ?? []))];

function changingIn(service: string, owner: string | undefined): readonly Statement[] {
	const statements = changingOf(service, owner).filter(({ Action }) => Action.length > 0);
	return statements.map((statement) => ({ ...statement, Sid: `${statement.Sid}In${capitalized(service)}` }));
}

function capitalized(service: string): string {
	return service.charAt(0).toUpperCase() + service.slice(1);
}

/** The writes of one optional service, or those of all required services. */
function changingOf(service: string | undefined, owner: string | undefined): readonly Statement[] {
	const writes = (isMeant: (tags: TagCondition) => boolean) =>
		operationNames(
			({ write, optionalService }) => write !== undefined && optionalService === service && isMeant(write.tags),
		);
	if (owner === undefined)
		return [
			allow(
				"Change",
				writes(() => true),
			),
		];
	const known = (condition: TagCondition) => writes((tags) => tags === condition);
	const requested = { [`aws:RequestTag/${ownerTag}`]: owner };
	const carried = { [`aws:ResourceTag/${ownerTag}`]: owner };
	return [
		allow("Create", known("request"), { StringEquals: requested }),
		allow("ChangeOurs", known("resource"), { StringEquals: carried }),
		// A resource without an owner may be adopted; one of another owner may not.
		allow("TagOursAndUnowned", known("either"), { StringEqualsIfExists: { ...requested, ...carried } }),
		allow("AwsKnowsNoTagsHere", known("none")),
	];
}

const recordNames = "route53:ChangeResourceRecordSetsNormalizedRecordNames";

function cloudMap({ zones = [], healthChecks = false, ...options }: PolicyOptions): readonly Statement[] {
	const records = allow("RecordsOfNamespaces", Object.keys(dependentActions("records")), namesWithin(zones));
	const ofZones = [
		allow("ZonesOfNamespaces", Object.keys(dependentActions("zones"))),
		{ ...records, Resource: `arn:${partitionOf(options)}:route53:::hostedzone/*` },
	];
	return [
		...(zones.length > 0 ? ofZones : []),
		...(healthChecks ? [allow("HealthChecksOfRegistries", Object.keys(dependentActions("healthChecks")))] : []),
	];
}

/** The namespaces' names and the names below them as Route 53 compares them: in lower case, without a final dot. */
function namesWithin(zones: readonly string[]): Statement["Condition"] {
	if (zones.includes("*")) return undefined;
	const names = [...new Set(zones.map((zone) => zone.toLowerCase().replace(/\.$/, "")))].sort();
	return {
		"ForAllValues:StringLike": { [recordNames]: names.flatMap((name) => [name, `*.${name}`]) },
		// Without this condition, a request without names would match the condition above.
		Null: { [recordNames]: "false" },
	};
}

function rolesOf(options: PolicyOptions): readonly Statement[] {
	const { account = "*", roles = [], ownRole } = options;
	const prefix = `arn:${partitionOf(options)}:iam::${account}:role`;
	const passed = allow("RolesOfTasks", ["iam:PassRole"], {
		StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"] },
	});
	const own = { ...allow("NeverItsOwnRole", ["iam:PassRole"]), Effect: "Deny" } as const;
	return [
		...(roles.length > 0
			? [{ ...passed, Resource: roles.map((role) => (role === "*" ? `${prefix}/*` : role)).sort() }]
			: []),
		...(ownRole === undefined ? [] : [{ ...own, Resource: ownRole }]),
		{
			...allow("FirstUseOfEcs", ["iam:CreateServiceLinkedRole"], {
				StringEquals: { "iam:AWSServiceName": "ecs.amazonaws.com" },
			}),
			Resource: `${prefix}/aws-service-role/ecs.amazonaws.com/*`,
		},
	];
}

/** The partition, such as `aws-cn`, which every ARN contains. */
function partitionOf({ roles = [], ownRole = "" }: PolicyOptions): string {
	const found = [...roles, ownRole].map((arn) => /^arn:([\w-]+):/.exec(arn)?.[1]);
	return found.find((partition) => partition !== undefined) ?? "aws";
}

function allow(sid: string, actions: readonly string[], condition?: Statement["Condition"]): Statement {
	const statement = { Sid: sid, Effect: "Allow", Action: [...actions].sort(), Resource: "*" } as const;
	return condition ? { ...statement, Condition: condition } : statement;
}
