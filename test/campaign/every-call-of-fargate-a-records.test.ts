/** Runs the story fargate-a-records with one fault at each of its calls. */
import { surviveEveryCall } from "./every-call.ts";

surviveEveryCall("fargate-a-records");
