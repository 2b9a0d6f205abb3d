using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Cropping;

/// <summary>Takes annotations.csv over to the crops.</summary>
internal static class CropAnnotations
{
    /// <summary>
    /// Writes the rows of pictures that were written, with the new name, without the columns of positions. Labels hold for the largest face;
    /// further ones get no row.
    /// </summary>
    /// <returns>Number of rows.</returns>
    /// <exception cref="TableException">There is a file but it is no table, or names no pictures.</exception>
    public static int Write(string source, OutputFolder output, IEnumerable<CropResult> results)
    {
        var path = Path.Combine(source, AnnotationTable.FileName);
        if (!File.Exists(path))
        {
            return 0;
        }

        var names = results.Where(result => !result.Faces.IsEmpty).ToDictionary(result => result.Source, result => result.Faces[0].Path, StringComparer.Ordinal);
        using var table = CsvTable.Open(path);
        var file = table.Require("filename")[0];
        int[] kept = [.. Enumerable.Range(0, table.Columns.Length).Where(column => column == file || !AnnotationTable.IsPosition(table.Columns[column]))];
        var count = 0;
        CsvTableWriter.Write(output.Full(AnnotationTable.FileName), kept.Select(column => table.Columns[column]), writer =>
        {
            while (table.Next())
            {
                if (names.TryGetValue(table.Text(file), out var name))
                {
                    Array.ForEach(kept, column => writer.Add(column == file ? name : table.Text(column)));
                    writer.EndRow();
                    count++;
                }
            }
        });
        return count;
    }
}
