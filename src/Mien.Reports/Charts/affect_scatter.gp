# Valence and arousal of every picture, a panel for each class with all others behind it in grey. Set before: points (CSV: label index,
# valence, arousal, with a header), classes (their number), name_0, name_1, ... (their names), title.
columns = int(classes) < 4 ? int(classes) : 4
rows = int(ceil(int(classes) / 4.0))
set terminal pngcairo size 300 * columns, 310 * rows + 40 font "DejaVu Sans,10" background "#ffffff"
set datafile separator comma
set border 15 linecolor "#c3c8d0"
set tics nomirror textcolor "#282c34" scale 0.5
set xtics -1, 0.5
set ytics -1, 0.5
set zeroaxis linecolor "#787e8a" linetype 1
set xrange [-1.05 : 1.05]
set yrange [-1.05 : 1.05]
set size square
set xlabel "valence" textcolor "#282c34" offset 0, 0.6
set ylabel "arousal" textcolor "#282c34" offset 1.2, 0
unset key
set multiplot layout rows, columns title title noenhanced textcolor "#282c34"
do for [i=0:int(classes) - 1] {
  set title value(sprintf("name_%d", i)) noenhanced textcolor "#282c34" offset 0, -0.6
  plot points using ($1 == i ? NaN : $2):3 skip 1 with points pointtype 7 pointsize 0.25 linecolor "#d5d9df", \
       points using ($1 == i ? $2 : NaN):3 skip 1 with points pointtype 7 pointsize 0.4 linecolor "#317aba"
}
unset multiplot
