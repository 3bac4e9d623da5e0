/**
 * Detects credentials in `environment`, which are readable with access to the manifest or to DescribeTaskDefinition. They
 * are detected by name and by the form of the value; a problem never contains the value.
 */
import { credentialsIn, isReference, isSecretName } from "../../model/credentials.ts";
import type { Check } from "../../model/manifest-rules.ts";
import { warningHere } from "../../model/problem.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/** One warning per variable. */
export const literalCredentials: Check<TaskDefinitionSpec> = ({ resource, at }) =>
	(resource.spec.containerDefinitions ?? []).flatMap((container) =>
		(container.environment ?? [])
			.filter(({ name = "", value = "" }) => {
				return !isReference(value) && (isSecretName(name) || credentialsIn(value).length > 0);
			})
			.map(({ name }) =>
				warningHere(at(`containerDefinitions.${container.name}.environment.${name}`), "literal-credential", {
					variable: name ?? "",
				}),
			),
	);
