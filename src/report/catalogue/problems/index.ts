/** The catalogue of all problem codes: what each says, and what to do about it. */
import type { Problem, ProblemCode } from "../../../model/problem.ts";
import type { AdviseNested, Wording, WordNested } from "../wording.ts";
import { commits } from "./commits.ts";
import { connect, discovery } from "./discovery.ts";
import { files, limits } from "./files.ts";
import { logGroups, namespaces, registries, tagsAndClusters } from "./kinds.ts";
import { environments, references, variables } from "./manifests.ts";
import { schema } from "./schema.ts";
import { deployments, services } from "./services.ts";
import { containers, fargate, sizes } from "./task-definitions.ts";
import type { ProblemWordings } from "./wording.ts";
import { yaml } from "./yaml.ts";

/** By part of the documentation. A code without wording does not compile, and neither does a wording without its code. */
export const problemParts = {
	"Files and folders": { ...files, ...limits, ...commits },
	"YAML and JSON": yaml,
	"The envelope, the Environment and variables": { ...schema, ...environments, ...variables },
	"Names and references": references,
	"Clusters, namespaces and registries": { ...tagsAndClusters, ...namespaces, ...registries },
	"Log groups": logGroups,
	"Task definitions": { ...fargate, ...containers, ...sizes },
	Services: { ...services, ...deployments },
	"Discovery and Service Connect": { ...discovery, ...connect },
} as const;

/** The wording of every code. */
export const problemCatalogue: ProblemWordings<ProblemCode> = {
	...problemParts["Files and folders"],
	...problemParts["YAML and JSON"],
	...problemParts["The envelope, the Environment and variables"],
	...problemParts["Names and references"],
	...problemParts["Clusters, namespaces and registries"],
	...problemParts["Log groups"],
	...problemParts["Task definitions"],
	...problemParts.Services,
	...problemParts["Discovery and Service Connect"],
};

type Coded = Pick<Problem, "code" | "params">;

/** What is wrong, and why. `word` words reasons that are part of it. A problem that came worded keeps its own words. */
export function problemMessage(problem: Coded, word: WordNested): string {
	if ("message" in problem) return String(problem.message);
	return wordingOf(problem).message(problem.params, word);
}

/** What to do about it; undefined where the message says it all. */
export function problemRemediation(problem: Coded, word: WordNested, advise: AdviseNested): string | undefined {
	if ("message" in problem) return "remediation" in problem ? String(problem.remediation) : undefined;
	const { remediation } = wordingOf(problem);
	return typeof remediation === "function" ? remediation(problem.params, word, advise) : remediation;
}

/** The parameters of a problem are those of its code's wording. */
function wordingOf({ code }: Coded): Wording<Problem["params"]> {
	return problemCatalogue[code] as Wording<Problem["params"]>;
}
