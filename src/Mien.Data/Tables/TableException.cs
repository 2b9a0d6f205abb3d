using Mien.Core;

namespace Mien.Data.Tables;

/// <summary>A file that cannot be read as a table. The message names the file and says what was found where.</summary>
/// <param name="file">Path or name of the file.</param>
/// <param name="problem">What was found, as the end of a sentence that begins with the file.</param>
/// <param name="inner">The cause, if there is one.</param>
public sealed class TableException(string file, string problem, Exception? inner = null) : MienException($"{file}: {problem}", inner);
