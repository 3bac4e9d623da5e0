/** What proves that ECS has not what it was asked for. */
import { expect, it } from "vitest";
import { unprovedAbsence } from "../../src/kinds/observing.ts";

const arn = "arn:aws:ecs:ap-northeast-1:123456789012:cluster/shop";

it.each([
	["a failure MISSING that names it by its ARN", [{ arn, reason: "MISSING" }], undefined],
	["a failure MISSING that names it", [{ arn: "shop", reason: "MISSING" }], undefined],
	["a failure MISSING of another", [{ arn: `${arn}-canary`, reason: "MISSING" }], "NotInAnswer"],
	["a failure MISSING of nothing", [{ reason: "MISSING" }], "NotInAnswer"],
	["another failure", [{ arn, reason: "ACCESS" }], "FailureInAnswer"],
	["no failures", [], "NotInAnswer"],
	["no list of failures", undefined, "NotInAnswer"],
])("%s", (_, failures, code) => {
	expect(unprovedAbsence("shop", failures)?.code).toBe(code);
});
