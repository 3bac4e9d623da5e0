/** All AWS services that evenkeel uses. Everything service-specific is derived from here. */
import { ecr } from "./ecr.ts";
import { ecs } from "./ecs.ts";
import { elasticloadbalancing } from "./elasticloadbalancing.ts";
import { iam } from "./iam.ts";
import { logs } from "./logs.ts";
import { route53 } from "./route53.ts";
import { servicediscovery } from "./servicediscovery.ts";

/** The services that evenkeel always needs. */
export const services = [ecs, servicediscovery, route53] as const;

/** The services that only some features read, whose SDK packages may be missing. */
export const optionalServices = [iam, logs, elasticloadbalancing, ecr] as const;
