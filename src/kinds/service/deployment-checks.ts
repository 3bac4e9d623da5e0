/**
 * Checks how a service is deployed: fields that each strategy accepts, fields that only the ECS deployment controller
 * accepts, and percentages that block a deployment (ECS API reference, DeploymentConfiguration).
 */

import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, type Problem, warningHere } from "../../model/problem.ts";
import type { ServiceSpec } from "./spec.ts";

/** Percentages with which ECS can neither start nor stop a task. ECS rounds the maximum down and the minimum up. */
const percentages: Check<ServiceSpec> = ({ resource: { spec }, at }) => {
	const { minimumHealthyPercent = 0, maximumPercent = 200, strategy = "ROLLING" } = spec.deploymentConfiguration ?? {};
	if (!spec.deploymentConfiguration || strategy !== "ROLLING") return [];
	const count = spec.desiredCount ?? 0;
	const most = Math.floor((count * maximumPercent) / 100);
	const least = Math.ceil((count * minimumHealthyPercent) / 100);
	const isStuck = count > 0 ? most <= count && least >= count : minimumHealthyPercent >= 100 && maximumPercent <= 100;
	if (!isStuck) return [];
	return [
		warningHere(at("deploymentConfiguration"), "deployment-cannot-move", {
			minimumHealthyPercent,
			maximumPercent,
			count,
		}),
	];
};

/** Fields that require a certain strategy, and fields that have no effect without another field. */
const members: Check<ServiceSpec> = ({ resource: { spec }, at }) => {
	const { strategy = "ROLLING", ...configuration } = spec.deploymentConfiguration ?? {};
	const problems: Problem[] = [];
	for (const [member, wanted] of [
		["linearConfiguration", "LINEAR"],
		["canaryConfiguration", "CANARY"],
	] as const) {
		if (configuration[member] === undefined || strategy === wanted) continue;
		problems.push(
			errorHere(at(`deploymentConfiguration.${member}`), "strategy-mismatch", { member, wanted, strategy }),
		);
	}
	if (strategy !== "ROLLING" && configuration.earlySuccessCriteria?.enable) {
		problems.push(
			errorHere(at("deploymentConfiguration.earlySuccessCriteria"), "strategy-mismatch", {
				member: "earlySuccessCriteria",
				wanted: "ROLLING",
				strategy,
			}),
		);
	}
	if (strategy !== "ROLLING" && spec.schedulingStrategy === "DAEMON") {
		problems.push(
			errorHere(at("deploymentConfiguration.strategy"), "strategy-mismatch", { wanted: "ROLLING", strategy }),
		);
	}
	if (configuration.alarms?.enable && !configuration.alarms.alarmNames?.length) {
		problems.push(errorHere(at("deploymentConfiguration.alarms"), "alarms-without-names"));
	}
	const breaker = configuration.deploymentCircuitBreaker;
	if (breaker?.rollback && !breaker.enable) {
		problems.push(warningHere(at("deploymentConfiguration.deploymentCircuitBreaker"), "rollback-without-breaker"));
	}
	return problems;
};

/** CodeDeploy and external controllers run deployments themselves, so settings for ECS deployments are errors. */
const controller: Check<ServiceSpec> = ({ resource: { spec, policy, place }, at }) => {
	const type = spec.deploymentController?.type ?? "ECS";
	if (type === "ECS") return [];
	if (policy.followDigest) {
		return [errorHere(place, "not-with-controller", { field: "policy.followDigest", controller: type })];
	}
	const { deploymentConfiguration: configuration, serviceConnectConfiguration: connect } = spec;
	const used = [
		configuration?.deploymentCircuitBreaker?.enable ? "deploymentConfiguration.deploymentCircuitBreaker" : "",
		configuration?.alarms?.enable ? "deploymentConfiguration.alarms" : "",
		(configuration?.strategy ?? "ROLLING") === "ROLLING" ? "" : "deploymentConfiguration.strategy",
		connect?.enabled ? "serviceConnectConfiguration" : "",
	].filter((path) => path !== "");
	return used.map((path) => errorHere(at(path), "not-with-controller", { field: path, controller: type }));
};

export const deploymentChecks: readonly Check<ServiceSpec>[] = [percentages, members, controller];
