/**
 * The least that evenkeel's role must be allowed, as an IAM policy: made from the operations that can be sent, so that it can
 * neither miss one nor allow another. With an owner, what AWS can judge by tags is kept to what is ours.
 */
import {
	cloudMapDependents,
	imagePermissions,
	preflightPermissions,
	readReasons,
	type TagCondition,
	writePermissions,
} from "../aws/permissions.ts";
import { ownerTag } from "../model/tags.ts";

export interface PolicyOptions {
	/** Only what looking needs: `plan`, `diff`, `export`, `run --observe`. */
	readonly readOnly?: boolean;
	/** Writes are only allowed to what carries this owner's tag, as far as AWS can judge that. */
	readonly owner?: string;
	/** The twelve digits; any account when absent. */
	readonly account?: string;
	/** ARNs of the roles that may be handed to ECS; any role of the account when empty. */
	readonly roles?: readonly string[];
}

/** One statement of an IAM policy, in IAM's own words. */
export interface Statement {
	readonly Sid: string;
	readonly Effect: "Allow";
	readonly Action: readonly string[];
	readonly Resource: string | readonly string[];
	readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy document, in IAM's own words. */
export interface PolicyDocument {
	readonly Version: "2012-10-17";
	readonly Statement: readonly Statement[];
}

/** The tag that ECS gives the registries it makes itself. */
const madeByEcsTag = "AmazonECSManaged";

/** Makes the policy; the same options give the same document. */
export function iamPolicy(options: PolicyOptions): PolicyDocument {
	const look = [
		allow("Look", Object.keys(readReasons)),
		allow("Images", Object.keys(imagePermissions)),
		allow("Preflight", Object.keys(preflightPermissions)),
	];
	return {
		Version: "2012-10-17",
		Statement: options.readOnly ? look : [...look, ...changing(options.owner), ...dependents(options)],
	};
}

function changing(owner: string | undefined): readonly Statement[] {
	if (owner === undefined) return [allow("Change", Object.keys(writePermissions))];
	const known = (tags: TagCondition) =>
		Object.entries(writePermissions).flatMap(([action, permission]) => (permission.tags === tags ? [action] : []));
	const requested = { [`aws:RequestTag/${ownerTag}`]: owner };
	const carried = { [`aws:ResourceTag/${ownerTag}`]: owner };
	return [
		allow("Create", known("request"), { StringEquals: requested }),
		allow("ChangeOurs", known("resource"), { StringEquals: carried }),
		// What has no owner yet may be adopted; what has another may not.
		allow("TagOursAndUnowned", known("either"), { StringEqualsIfExists: { ...requested, ...carried } }),
		allow("AwsKnowsNoTagsHere", known("none")),
		allow("RegistriesThatEcsMade", ["servicediscovery:DeleteService"], {
			StringEquals: { [`aws:ResourceTag/${madeByEcsTag}`]: "true" },
		}),
	];
}

function dependents({ account = "*", roles = [] }: PolicyOptions): readonly Statement[] {
	const linked = `arn:aws:iam::${account}:role/aws-service-role/ecs.amazonaws.com/*`;
	return [
		allow("WhatCloudMapDoesForUs", Object.keys(cloudMapDependents)),
		{
			...allow("RolesOfTasks", ["iam:PassRole"], {
				StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com", "ecs.amazonaws.com"] },
			}),
			Resource: roles.length > 0 ? [...roles].sort() : `arn:aws:iam::${account}:role/*`,
		},
		{
			...allow("FirstUseOfEcs", ["iam:CreateServiceLinkedRole"], {
				StringEquals: { "iam:AWSServiceName": "ecs.amazonaws.com" },
			}),
			Resource: linked,
		},
	];
}

function allow(sid: string, actions: readonly string[], condition?: Statement["Condition"]): Statement {
	const statement = { Sid: sid, Effect: "Allow", Action: [...actions].sort(), Resource: "*" } as const;
	return condition ? { ...statement, Condition: condition } : statement;
}
