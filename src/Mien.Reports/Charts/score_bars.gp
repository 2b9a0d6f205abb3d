# One score of several runs as bars. Set before: scores (CSV: name,score with a header, best first), score (what it is called), title.
# By hand: gnuplot -e "scores='scores.csv'; score='macro F1'; title='sweep'" score_bars.gp > scores.png
set datafile separator comma
stats scores using 2 skip 1 nooutput name "S"
rows = int(S_records)
set terminal pngcairo size 1000,(110 + 26 * rows) font "DejaVu Sans,11" background "#ffffff"
set title title noenhanced textcolor "#282c34"
set border 3 linecolor "#787e8a"
set tics nomirror noenhanced textcolor "#282c34"
set grid xtics linecolor "#e4e7ec" linetype 1
set xlabel score noenhanced textcolor "#282c34"
set xrange [(S_min > 0 ? 0 : *) : *]
set yrange [rows - 0.4 : -0.6]
set style fill solid noborder
unset key
plot scores using (0.0):0:(0.0):2:($0 - 0.35):($0 + 0.35):ytic(1) skip 1 with boxxyerror linecolor "#317aba", \
     scores using 2:0:(sprintf(" %.4g", $2)) skip 1 with labels left textcolor "#282c34"
