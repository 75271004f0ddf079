package io.reeve.cli;

import io.reeve.client.Json;
import io.reeve.client.model.Parameter;
import java.util.List;

/** Prints cluster parameters. */
final class ParameterTable {
  private ParameterTable() {}

  static void print(List<Parameter> parameters, Printer printer) {
    if (printer.json()) {
      printer.jsonArray(parameters.stream().map(Json::print).toList());
    } else if (printer.quiet()) {
      parameters.forEach(parameter -> printer.line(Text.printable(parameter.value())));
    } else {
      Table table = printer.table("NAME", "VALUE", "DEFAULT", "MEANING");
      for (Parameter parameter : parameters) {
        table.row(
            parameter.name(), parameter.value(), parameter.defaultValue(), parameter.description());
      }
      printer.print(table);
    }
  }
}
