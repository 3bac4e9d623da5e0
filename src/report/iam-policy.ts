/**
 * The least that evenkeel's role must be allowed, as an IAM policy: made from the operations that can be sent, so that it can
 * neither miss one nor allow another. With an owner, what AWS can judge by tags is kept to what is ours.
 */
import { dependentActions, operationNames, operationOf } from "../aws/operations.ts";
import type { TagCondition } from "../aws/services/service.ts";
import { madeByEcsTag, ownerTag } from "../model/tags.ts";

export interface PolicyOptions {
	/** Only what looking needs: `plan`, `diff`, `export`, `run --observe`. */
	readonly readOnly?: boolean;
	/** Writes are only allowed to what carries this owner's tag, as far as AWS can judge that. */
	readonly owner?: string;
	/** The twelve digits; any account when absent. */
	readonly account?: string;
	/** ARNs of the roles that may be passed to ECS, with IAM's wildcards, or `*` for each role of the account; none when absent. */
	readonly roles?: readonly string[];
	/** ARN of the role that gets this policy: it is never passed to ECS, whatever `roles` has. */
	readonly ownRole?: string;
	/** Names of the DNS namespaces that are managed, or `*` for any; none when absent. */
	readonly zones?: readonly string[];
	/** Whether registries have health checks of Route 53. */
	readonly healthChecks?: boolean;
}

/** One statement of an IAM policy, in IAM's own words. */
export interface Statement {
	readonly Sid: string;
	readonly Effect: "Allow" | "Deny";
	readonly Action: readonly string[];
	readonly Resource: string | readonly string[];
	readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy document, in IAM's own words. */
export interface PolicyDocument {
	readonly Version: "2012-10-17";
	readonly Statement: readonly Statement[];
}

/** Makes the policy; the same options give the same document. */
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

/** The services whose SDK packages may be missing and that kinds write to: who has none of those kinds leaves them out. */
const optionalServices = [...new Set(operationNames().flatMap((name) => operationOf(name).optionalService ?? []))];

function changingIn(service: string, owner: string | undefined): readonly Statement[] {
	const statements = changingOf(service, owner).filter(({ Action }) => Action.length > 0);
	return statements.map((statement) => ({ ...statement, Sid: `${statement.Sid}In${capitalized(service)}` }));
}

function capitalized(service: string): string {
	return service.charAt(0).toUpperCase() + service.slice(1);
}

/** The writes of one optional service, or of the services that are always there. */
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
		// What has no owner yet may be adopted; what has another may not.
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

/** The namespaces' own names and what is below them, in the form that Route 53 compares: in lower case, without a last dot. */
function namesWithin(zones: readonly string[]): Statement["Condition"] {
	if (zones.includes("*")) return undefined;
	const names = [...new Set(zones.map((zone) => zone.toLowerCase().replace(/\.$/, "")))].sort();
	return {
		"ForAllValues:StringLike": { [recordNames]: names.flatMap((name) => [name, `*.${name}`]) },
		// Without this, a request that has no names would fulfil the line above.
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

/** AWS's part of the world, such as `aws-cn`, which each ARN names. */
function partitionOf({ roles = [], ownRole = "" }: PolicyOptions): string {
	const found = [...roles, ownRole].map((arn) => /^arn:([\w-]+):/.exec(arn)?.[1]);
	return found.find((partition) => partition !== undefined) ?? "aws";
}

function allow(sid: string, actions: readonly string[], condition?: Statement["Condition"]): Statement {
	const statement = { Sid: sid, Effect: "Allow", Action: [...actions].sort(), Resource: "*" } as const;
	return condition ? { ...statement, Condition: condition } : statement;
}
