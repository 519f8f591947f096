import { describeMonitoringConformance } from "./monitoring";
import { placesOf } from "./places";

for (const [name, place] of placesOf("monitoring")) describeMonitoringConformance(name, place);
