/**
 * Service deployments and service revisions: the history of a service's configurations and their outcomes, from which a
 * controller recognizes a rollback (ECS API reference, ServiceDeployment and ServiceRevision).
 */
import type {
	ContinueServiceDeploymentRequest,
	ContinueServiceDeploymentResponse,
	DescribeServiceDeploymentsRequest,
	DescribeServiceDeploymentsResponse,
	DescribeServiceRevisionsRequest,
	DescribeServiceRevisionsResponse,
	Failure,
	ListServiceDeploymentsRequest,
	ListServiceDeploymentsResponse,
	StopServiceDeploymentRequest,
	StopServiceDeploymentResponse,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws-error.ts";
import { activeCluster } from "../clusters/clusters.ts";
import { page } from "../paging.ts";
import type { ServiceDeploymentRecord } from "../records.ts";
import { noticeService } from "../scheduler/scheduler.ts";
import { findService } from "../services/queries.ts";
import type { EcsState } from "../state.ts";
import { viewBrief, viewServiceDeployment } from "./service-deployment-view.ts";
import { viewRevision } from "./service-revisions.ts";

/** ECS API reference, DescribeServiceDeployments and DescribeServiceRevisions. */
const describedAtOnce = 20;

/** The operations on service deployments and revisions. */
export function serviceDeploymentOperations(state: EcsState) {
	return {
		ListServiceDeployments: (input: ListServiceDeploymentsRequest) => listDeployments(state, input),
		DescribeServiceDeployments: (input: DescribeServiceDeploymentsRequest): DescribeServiceDeploymentsResponse => {
			const arns = limited(input.serviceDeploymentArns);
			const { found, failures } = lookUp(arns, state.serviceDeployments);
			return { serviceDeployments: found.map(viewServiceDeployment), failures };
		},
		DescribeServiceRevisions: (input: DescribeServiceRevisionsRequest): DescribeServiceRevisionsResponse => {
			const arns = limited(input.serviceRevisionArns);
			const { found, failures } = lookUp(arns, state.serviceRevisions);
			return { serviceRevisions: found.map(viewRevision), failures };
		},
		StopServiceDeployment: (input: StopServiceDeploymentRequest) => stopServiceDeployment(state, input),
		ContinueServiceDeployment: (input: ContinueServiceDeploymentRequest) => continueServiceDeployment(state, input),
	};
}

/** A deployment that already rolls back or stops continues to do so (ECS developer guide, stopping deployments). */
function stopServiceDeployment(state: EcsState, input: StopServiceDeploymentRequest): StopServiceDeploymentResponse {
	const record = findRecord(state, input.serviceDeploymentArn);
	if (record.finishedAtMs !== undefined) {
		const text = "Stopping a service deployment is not allowed for service deployment in terminal states.";
		throw new AwsError("ConflictException", text);
	}
	if (record.status === "PENDING" || record.status === "IN_PROGRESS") {
		record.status = input.stopType === "ABORT" ? "STOP_REQUESTED" : "ROLLBACK_REQUESTED";
		record.updatedAtMs = state.context.clock.now();
		noticeService(state, record.service);
	}
	return { serviceDeploymentArn: record.arn };
}

function continueServiceDeployment(
	state: EcsState,
	input: ContinueServiceDeploymentRequest,
): ContinueServiceDeploymentResponse {
	const record = findRecord(state, input.serviceDeploymentArn);
	if (!/^ecs-[a-z]+-[\w-]+$/.test(input.hookId ?? "")) {
		const text = "Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}";
		throw new AwsError("InvalidParameterException", text);
	}
	if (record.finishedAtMs !== undefined) {
		const text = "Continuing a service deployment is not allowed for service deployment in terminal states.";
		throw new AwsError("InvalidParameterException", text);
	}
	const hook = record.progress?.hooks.find(({ id, status }) => id === input.hookId && status === "AWAITING_ACTION");
	if (!hook || record.status !== "IN_PROGRESS") {
		const text = "Provided hookId is either completed, unavailable, or not associated with the given Resource ARN";
		throw new AwsError("InvalidParameterException", text);
	}
	hook.status = input.action === "ROLLBACK" ? "FAILED" : "SUCCEEDED";
	noticeService(state, record.service);
	return { serviceDeploymentArn: record.arn };
}

function findRecord(state: EcsState, arn = ""): ServiceDeploymentRecord {
	const record = state.serviceDeployments.get(arn);
	if (record) return record;
	throw new AwsError("ServiceDeploymentNotFoundException", "The service deployment does not exist.");
}

function listDeployments(state: EcsState, input: ListServiceDeploymentsRequest): ListServiceDeploymentsResponse {
	const service = findService(activeCluster(state, input.cluster), input.service ?? "");
	if (!service) throw new AwsError("ServiceNotFoundException", "Service not found.");
	const after = input.createdAt?.after?.getTime() ?? Number.NEGATIVE_INFINITY;
	const before = input.createdAt?.before?.getTime() ?? Number.POSITIVE_INFINITY;
	const records = service.serviceDeployments
		.filter((record) => !input.status?.length || input.status.includes(record.status))
		.filter((record) => record.createdAtMs >= after && record.createdAtMs <= before)
		.reverse();
	const limits = { list: "service deployments", defaultSize: 20 };
	const { items, nextToken } = page(records, (record) => record.sequence, input, limits, true);
	const serviceDeployments = items.map(viewBrief);
	return { serviceDeployments, ...(nextToken && { nextToken }) };
}

function limited(arns: readonly string[] | undefined): readonly string[] {
	if (arns && arns.length >= 1 && arns.length <= describedAtOnce) return arns;
	throw new AwsError("InvalidParameterException", `Specify between 1 and ${describedAtOnce} ARNs.`);
}

function lookUp<T>(arns: readonly string[], records: ReadonlyMap<string, T>) {
	const failures: Failure[] = [];
	const found = arns.flatMap((arn) => {
		const record = records.get(arn);
		if (record !== undefined) return [record];
		failures.push({ arn, reason: "MISSING" });
		return [];
	});
	return { found, failures };
}
