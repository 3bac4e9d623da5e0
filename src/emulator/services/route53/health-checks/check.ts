/**
 * The record of a health check and its response format. Only Cloud Map can change those that it created (Route 53 API
 * reference, HealthCheck).
 */
import type { CreateHealthCheckResponse, HealthCheck, HealthCheckConfig } from "@aws-sdk/client-route-53";
import { AwsError } from "../../../aws-error.ts";
import type { Endpoint } from "./status.ts";

/** A health check, with the state of its endpoint. */
export interface Check {
	readonly id: string;
	readonly callerReference: string;
	readonly namespaceArn: string | undefined;
	/** The settings of the create call, by which a repeated request is recognized. */
	readonly firstConfig: HealthCheckConfig;
	readonly tags: Map<string, string>;
	config: HealthCheckConfig;
	version: number;
	endpoint: Endpoint;
	lastFailure: { readonly reason: string; readonly atMs: number } | undefined;
}

/** The answer to CreateHealthCheck. */
export function createdAnswer(check: Check): CreateHealthCheckResponse {
	const location = `https://route53.amazonaws.com/2013-04-01/healthcheck/${check.id}`;
	return { HealthCheck: viewCheck(check), Location: location };
}

/** The view of a check. */
export function viewCheck({ id, callerReference, config, version, namespaceArn }: Check): HealthCheck {
	return {
		Id: id,
		CallerReference: callerReference,
		HealthCheckConfig: config,
		HealthCheckVersion: version,
		LinkedService: namespaceArn
			? { ServicePrincipal: "servicediscovery.amazonaws.com", Description: namespaceArn }
			: undefined,
	};
}

/** Throws AccessDenied if the check belongs to Cloud Map. */
export function refuseManaged({ id, namespaceArn }: Check): void {
	if (!namespaceArn) return;
	const message = `The resource healthcheck/${id} can only be managed through AWS Cloud Map (${namespaceArn})`;
	throw new AwsError("AccessDenied", message);
}
