/**
 * How a service is deployed: what a strategy takes, which members only ECS's own controller knows, and percentages between
 * which nothing can move (ECS API reference, DeploymentConfiguration).
 */

import type { Problem } from "../../model/manifest.ts";
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, warningHere } from "../checking.ts";
import type { ServiceSpec } from "./spec.ts";

/** Percentages between which ECS could neither start a task nor stop one; the one is rounded down, the other up. */
const percentages: Check<ServiceSpec> = ({ resource: { spec }, at }) => {
	const { minimumHealthyPercent = 0, maximumPercent = 200, strategy = "ROLLING" } = spec.deploymentConfiguration ?? {};
	if (!spec.deploymentConfiguration || strategy !== "ROLLING") return [];
	const count = spec.desiredCount ?? 0;
	const most = Math.floor((count * maximumPercent) / 100);
	const least = Math.ceil((count * minimumHealthyPercent) / 100);
	const isStuck = count > 0 ? most <= count && least >= count : minimumHealthyPercent >= 100 && maximumPercent <= 100;
	if (!isStuck) return [];
	const sentence =
		`With a minimum of ${minimumHealthyPercent} % and a maximum of ${maximumPercent} % no deployment ` +
		`${count > 0 ? `of ${count} tasks ` : ""}can move. Lower minimumHealthyPercent or raise maximumPercent.`;
	return [warningHere(at("deploymentConfiguration"), "deployment-cannot-move", sentence)];
};

/** Members that mean something under one strategy only, and those that mean nothing without their partner. */
const members: Check<ServiceSpec> = ({ resource: { spec }, at }) => {
	const { strategy = "ROLLING", ...configuration } = spec.deploymentConfiguration ?? {};
	const problems: Problem[] = [];
	for (const [member, wanted] of [
		["linearConfiguration", "LINEAR"],
		["canaryConfiguration", "CANARY"],
	] as const) {
		if (configuration[member] === undefined || strategy === wanted) continue;
		const sentence = `${member} goes with strategy: ${wanted}, and this one is ${strategy}. Change one of them.`;
		problems.push(errorHere(at(`deploymentConfiguration.${member}`), "strategy-mismatch", sentence));
	}
	if (strategy !== "ROLLING" && configuration.earlySuccessCriteria?.enable) {
		const sentence = `earlySuccessCriteria goes with strategy: ROLLING, and this one is ${strategy}. Change one of them.`;
		problems.push(errorHere(at("deploymentConfiguration.earlySuccessCriteria"), "strategy-mismatch", sentence));
	}
	if (strategy !== "ROLLING" && spec.schedulingStrategy === "DAEMON") {
		const sentence = "A daemon is deployed by ROLLING alone. Leave the strategy out.";
		problems.push(errorHere(at("deploymentConfiguration.strategy"), "strategy-mismatch", sentence));
	}
	if (configuration.alarms?.enable && !configuration.alarms.alarmNames?.length) {
		const sentence = "Alarms are enabled, and none is named. Write alarmNames, or enable: false.";
		problems.push(errorHere(at("deploymentConfiguration.alarms"), "alarms-without-names", sentence));
	}
	const breaker = configuration.deploymentCircuitBreaker;
	if (breaker?.rollback && !breaker.enable) {
		const sentence = "A circuit breaker that is not enabled rolls nothing back. Write enable: true.";
		problems.push(
			warningHere(at("deploymentConfiguration.deploymentCircuitBreaker"), "rollback-without-breaker", sentence),
		);
	}
	return problems;
};

/** CodeDeploy and external controllers deploy by themselves, so what tells ECS how to is refused. */
const controller: Check<ServiceSpec> = ({ resource: { spec, policy, place }, at }) => {
	const type = spec.deploymentController?.type ?? "ECS";
	if (type === "ECS") return [];
	if (policy.followDigest) {
		const sentence = `Only ECS's own deployment controller can be told to deploy once more, and this service has ${type}. Leave policy.followDigest out.`;
		return [errorHere(place, "not-with-controller", sentence)];
	}
	const { deploymentConfiguration: configuration, serviceConnectConfiguration: connect } = spec;
	const used = [
		configuration?.deploymentCircuitBreaker?.enable ? "deploymentConfiguration.deploymentCircuitBreaker" : "",
		configuration?.alarms?.enable ? "deploymentConfiguration.alarms" : "",
		(configuration?.strategy ?? "ROLLING") === "ROLLING" ? "" : "deploymentConfiguration.strategy",
		connect?.enabled ? "serviceConnectConfiguration" : "",
	].filter((path) => path !== "");
	return used.map((path) =>
		errorHere(
			at(path),
			"not-with-controller",
			`Only ECS's own deployment controller takes ${path}, and this service has ${type}. Leave one of them out.`,
		),
	);
};

export const deploymentChecks: readonly Check<ServiceSpec>[] = [percentages, members, controller];
