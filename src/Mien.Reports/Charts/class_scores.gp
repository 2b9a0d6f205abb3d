# Precision, recall and F1 of each class, as bars. Set before: scores (CSV: class, precision, recall, F1, support, with a header), title.
# By hand: gnuplot -e "scores='class_scores.csv'; title='faces'" class_scores.gp > class_scores.png
set terminal pngcairo size 1200,480 font "DejaVu Sans,11" background "#ffffff"
set datafile separator comma
set datafile commentschars ""
set border 3 linecolor "#787e8a"
set tics nomirror textcolor "#282c34"
set xtics scale 0 noenhanced
set grid ytics linecolor "#e4e7ec" linetype 1
set yrange [0 : 1.08]
set ytics 0, 0.2, 1
set key outside top center horizontal textcolor "#282c34" noenhanced
set title title noenhanced textcolor "#282c34"
set bmargin 4
set style fill solid noborder
stats scores using 2 skip 1 nooutput name "C"
set xrange [-0.6 : C_records - 0.4]
if (C_records > 10) { set xtics rotate by -40 }
width = 0.27
plot scores using ($0 - width):2:(width * 0.94) skip 1 with boxes linecolor "#317aba" title "precision", \
     scores using 0:3:(width * 0.94) skip 1 with boxes linecolor "#d9822b" title "recall", \
     scores using ($0 + width):4:(width * 0.94) skip 1 with boxes linecolor "#2ea05a" title "F1", \
     scores using ($0 + width):4:(sprintf("%.2f", $4)) skip 1 with labels offset 0,0.6 textcolor "#282c34" font ",9" notitle, \
     scores using 0:(0):xtic(sprintf("%s\n%d", stringcolumn(1), $5)) skip 1 with points pointtype 0 notitle
