using Mien.Core;
using Mien.Data.Files;
using Mien.Data.Tables;

namespace Mien.Data.Splitting;

/// <summary><c>annotations.csv</c> during a split in place. As it was and as it becomes lie in the hidden folder, so it can be told from an edited one at any moment.</summary>
internal sealed class InPlaceAnnotations(WorkFolder work)
{
    private const string Before = "annotations-before.csv";
    private const string After = "annotations-after.csv";
    private const string Edited = "annotations~edited"; // what was written into it since the split is kept under this name by undoing

    private string Table => work.Path(AnnotationTable.FileName);

    private bool Exists => File.Exists(work.FileIn(Before));

    /// <summary>Whether the table is neither as it was before the split nor as the split leaves it.</summary>
    public bool WasChanged => Exists && !IsSame(Before) && !IsSame(After);

    /// <summary>Keeps the table as it is, before the journal is written.</summary>
    public void Remember() => work.Replace(Table, WorkFolder.Relative(Before));

    public void Write(SplitPlan plan)
    {
        if (Exists)
        {
            AnnotationCarrier.Write(work.FileIn(Before), plan.CarriedPictures(), keepOthers: true, (columns, rows) => CsvTableWriter.Write(work.FileIn(After), columns, rows));
            work.Replace(work.FileIn(After), AnnotationTable.FileName);
        }
    }

    /// <summary>Puts the table back as it was.</summary>
    /// <returns>The name that an edited one was given, or null.</returns>
    public string? Restore()
    {
        if (!Exists || IsSame(Before))
        {
            return null;
        }

        string? kept = null;
        if (WasChanged && File.Exists(Table))
        {
            kept = FreeName();
            SafeFile.Move(Table, work.Path(kept));
        }

        work.Replace(work.FileIn(Before), AnnotationTable.FileName);
        return kept;
    }

    private bool IsSame(string name) => File.Exists(Table) && File.Exists(work.FileIn(name)) && FileContent.Equal(Table, work.FileIn(name));

    private string FreeName()
    {
        var name = Edited + ".csv";
        for (var number = 2; Path.Exists(work.Path(name)); number++)
        {
            name = FormattableString.Invariant($"{Edited}-{number}.csv");
        }

        return name;
    }
}
