using System.Globalization;
using System.Text;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Splitting;

/// <summary>The tables that a split leaves beside its parts.</summary>
internal static class SplitTables
{
    /// <summary>What was done to which copy.</summary>
    public const string Augmented = "augmented.csv";

    private const string RowsPrefix = "rows-";

    public static readonly string[] AugmentedColumns = ["file", "source", "transforms", "parameters"];

    /// <summary>Names of all tables of a plan.</summary>
    public static IEnumerable<string> Names(SplitPlan plan) => plan.PartFolders.Select(NameOf).Append(Augmented);

    /// <summary>Where the rows of one batch of copies wait for the others, in the hidden folder.</summary>
    public static string RowsOf(int batch) => string.Create(CultureInfo.InvariantCulture, $"{RowsPrefix}{batch:000000}.csv");

    /// <summary>Forgets that batches of copies were made.</summary>
    public static void DeleteRows(WorkFolder work) => work.DeleteHidden(RowsPrefix);

    /// <summary>What becomes of every picture, for tables that follow them: by the old path from the folder that holds the parts.</summary>
    public static Dictionary<string, CarriedPicture> CarriedPictures(this SplitPlan plan)
    {
        var copies = plan.Copies.ToLookup(copy => copy.Source, plan.Place);
        return plan.Pictures.Index().ToDictionary(item => item.Item.Before, item => new CarriedPicture(item.Item.After) { Copies = [.. copies[item.Index]] }, StringComparer.Ordinal);
    }

    /// <summary>Writes <c>train.csv</c> and the like: class and file of every picture and copy, sorted by file.</summary>
    public static void Write(WorkFolder work, SplitPlan plan, bool replace)
    {
        foreach (var part in plan.PartFolders)
        {
            string[] paths =
            [
                .. plan.Pictures.Where(picture => picture.Part.Folder() == part).Select(picture => picture.Path),
                .. plan.Copies.Where(copy => plan.Pictures[copy.Source].Part.Folder() == part).Select(copy => copy.Path),
            ];
            Array.Sort(paths, StringComparer.Ordinal);
            work.WriteTable(NameOf(part), [plan.Options["--label-col"], plan.Options["--filename-col"]], table => WriteRows(table, paths), replace);
        }
    }

    /// <summary>Joins the tables of all batches.</summary>
    public static void WriteAugmented(WorkFolder work, int batchCount, bool replace) =>
        work.WriteSynced(Augmented, target =>
        {
            target.Write(Encoding.UTF8.GetBytes(string.Join(',', AugmentedColumns) + '\n'));
            for (var batch = 0; batch < batchCount; batch++)
            {
                using var rows = File.OpenRead(work.FileIn(RowsOf(batch)));
                while (rows.ReadByte() is not ('\n' or -1))
                {
                    // The names of the columns.
                }

                rows.CopyTo(target);
            }
        }, replace);

    private static string NameOf(string part) => part + ".csv";

    private static void WriteRows(CsvTableWriter table, string[] paths)
    {
        foreach (var path in paths)
        {
            table.Add(path[..path.IndexOf('/', StringComparison.Ordinal)]).Add(path).EndRow();
        }
    }
}
