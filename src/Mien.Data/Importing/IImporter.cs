using Mien.Data.Tables;

namespace Mien.Data.Importing;

/// <summary>Reads one kind of collection. It writes nothing and holds one record at a time.</summary>
internal interface IImporter
{
    /// <summary>What the annotations of this kind hold.</summary>
    AnnotationFacts Facts { get; }

    /// <summary>The files that say what there is; if one changes, an interrupted import starts anew.</summary>
    IEnumerable<string> Lists { get; }

    /// <summary>The records in a fixed order. Rows that are left out and rows that are wrong are told to <paramref name="log"/>.</summary>
    IEnumerable<ImportRecord> Read(ImportLog log);
}
