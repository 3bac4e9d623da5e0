/** Checks that answers of ECS are about what was requested; see `AnswerRule`. */
import { itemsOf, lastPart, memberOf, notRequested } from "./answers.ts";

/** A revision is requested by its ARN, by `family:revision`, or by its family, which means the latest one. */
export function mismatchedRevision(output: object, input: object): string | undefined {
	const { taskDefinitionArn = "" } = itemsOf(output, "taskDefinition")[0] ?? {};
	const shown = lastPart(String(taskDefinitionArn));
	const asked = lastPart(String(memberOf(input, "taskDefinition")));
	return shown === asked || familyOf(shown) === asked ? undefined : notRequested(shown);
}

/** ECS treats `familyPrefix` as a full family name (ECS API reference, ListTaskDefinitions). */
export function mismatchedFamily(output: object, input: object): string | undefined {
	const family = memberOf(input, "familyPrefix");
	const arns = memberOf(output, "taskDefinitionArns") as readonly string[];
	return family === undefined ? undefined : notRequested(arns.find((arn) => familyOf(lastPart(arn)) !== family));
}

/** The family of `family:revision`; undefined without a revision. */
function familyOf(name: string): string | undefined {
	return /^([^:]+):\d+$/.exec(name)?.[1];
}

/** A revision that is neither returned nor among the failures would count as deleted. */
export function unreportedRevision(output: object, input: object): string | undefined {
	const shown = itemsOf(output, "serviceRevisions").map(({ serviceRevisionArn }) => serviceRevisionArn);
	const failed = itemsOf(output, "failures").map(({ arn }) => arn);
	const asked = memberOf(input, "serviceRevisionArns") as readonly string[];
	const unreported = asked.find((arn) => ![...shown, ...failed].includes(arn));
	return unreported && `it omits ${unreported}`;
}
