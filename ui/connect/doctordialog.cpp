// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/doctordialog.h"

#include "core/plaintext.h"
#include "operations/doctor.h"
#include "theme/accessiblerole.h"
#include "theme/environmentband.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

QLabel *plainLabel(QWidget *parent, const QString &kind = {})
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("kind", kind);
    return label;
}

void setKind(QLabel &label, const QString &kind)
{
    if (label.property("kind").toString() == kind)
        return;
    label.setProperty("kind", kind);
    label.style()->unpolish(&label);
    label.style()->polish(&label);
}

QString timeText(milliseconds time)
{
    if (time < std::chrono::seconds(1))
        return DoctorDialog::tr("%1 ms").arg(time.count());
    return DoctorDialog::tr("%1 s").arg(QLocale().toString(double(time.count()) / 1000, 'f', 1));
}

QString verdictWord(DoctorVerdict verdict)
{
    switch (verdict) {
    case DoctorVerdict::Ok: return DoctorDialog::tr("passed");
    case DoctorVerdict::Warning: return DoctorDialog::tr("warning");
    case DoctorVerdict::Failed: return DoctorDialog::tr("failed");
    case DoctorVerdict::Skipped: return DoctorDialog::tr("skipped");
    }
    return {};
}

} // namespace

DoctorDialog::DoctorDialog(std::shared_ptr<Doctor> doctor, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_doctor(std::move(doctor))
    , m_band(new EnvironmentBand(theme, EnvironmentBand::Size::Header, this))
    , m_diagnosis(plainLabel(this))
    , m_next(plainLabel(this))
{
    setObjectName(u"doctorDialog"_s);
    setWindowTitle(tr("Doctor: %1").arg(plainLine(m_doctor->patient().url.host())));
    m_band->hide();
    auto *column = new QVBoxLayout;
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(12);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_band);
    whole->addLayout(column);

    auto *rows = new QWidget(this);
    auto *grid = new QGridLayout(rows);
    grid->setContentsMargins(0, 0, 8, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(9);
    grid->setColumnStretch(2, 1);
    for (const DoctorStep step : doctorSteps)
        addRow(*grid, step);
    grid->setRowStretch(int(doctorSteps.size()), 1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(rows);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(scroll, 1);

    m_diagnosis->setObjectName(u"doctorDiagnosis"_s);
    m_next->setObjectName(u"doctorNext"_s);
    setAccessibleRole(*m_diagnosis, QAccessible::AlertMessage);
    for (QLabel *label : {m_diagnosis, m_next}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        column->addWidget(label);
    }

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_skip = buttons->addButton(tr("Do not &wait"), QDialogButtonBox::ActionRole);
    m_again = buttons->addButton(tr("Check &again"), QDialogButtonBox::ActionRole);
    m_copy = buttons->addButton(tr("&Copy report"), QDialogButtonBox::ActionRole);
    m_skip->setObjectName(u"doctorSkip"_s);
    m_again->setObjectName(u"doctorAgain"_s);
    m_copy->setObjectName(u"doctorCopy"_s);
    column->addWidget(buttons);
    connect(m_skip, &QPushButton::clicked, m_doctor.get(), &Doctor::skip);
    connect(m_again, &QPushButton::clicked, this, &DoctorDialog::start);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_doctor->report()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    connect(m_doctor.get(), &Doctor::stepStarted, this, &DoctorDialog::showRunning);
    connect(m_doctor.get(), &Doctor::waiting, this, &DoctorDialog::showWaiting);
    connect(m_doctor.get(), &Doctor::stepFinished, this, &DoctorDialog::showFinding);
    connect(m_doctor.get(), &Doctor::finished, this, &DoctorDialog::showDiagnosis);
    resize(660, 480);
}

void DoctorDialog::setConnection(const ConnectionInfo &connection)
{
    m_band->setConnection(connection);
    m_band->show();
}

DoctorDialog::~DoctorDialog()
{
    m_doctor->cancel();
}

void DoctorDialog::start()
{
    for (const DoctorStep step : doctorSteps) {
        Row &row = rowOf(step);
        row.mark->setText(u"·"_s);
        setKind(*row.mark, u"muted"_s);
        row.detail->setText({});
        row.time->setText({});
    }
    m_diagnosis->setText(tr("Checking. Nothing is changed on the server."));
    setKind(*m_diagnosis, u"muted"_s);
    m_next->hide();
    m_doctor->start();
    adaptButtons();
}

void DoctorDialog::addRow(QGridLayout &grid, DoctorStep step)
{
    Row &row = rowOf(step);
    row.mark = plainLabel(this, u"muted"_s);
    row.title = plainLabel(this, u"title"_s);
    row.detail = plainLabel(this);
    row.time = plainLabel(this, u"muted"_s);
    row.title->setText(title(step));
    row.detail->setObjectName(u"doctorDetail-"_s + word(step));
    row.detail->setWordWrap(true);
    row.detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    row.mark->setObjectName(u"doctorMark-"_s + word(step));
    row.mark->setFixedWidth(row.mark->fontMetrics().horizontalAdvance(u"✔✔"_s));
    row.mark->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    row.title->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row.detail->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    row.time->setAlignment(Qt::AlignRight | Qt::AlignTop);
    row.time->setMinimumWidth(row.time->fontMetrics().horizontalAdvance(u"999.9 ms"_s));
    const int line = int(step);
    grid.addWidget(row.mark, line, 0);
    grid.addWidget(row.title, line, 1);
    grid.addWidget(row.detail, line, 2);
    grid.addWidget(row.time, line, 3);
}

DoctorDialog::Row &DoctorDialog::rowOf(DoctorStep step)
{
    return m_rows.at(std::size_t(step));
}

void DoctorDialog::showRunning(DoctorStep step)
{
    rowOf(step).mark->setText(u"◔"_s);
    rowOf(step).detail->setText(tr("checking…"));
    setKind(*rowOf(step).detail, u"muted"_s);
    adaptButtons();
}

void DoctorDialog::showWaiting(DoctorStep step, milliseconds elapsed, milliseconds atMost)
{
    rowOf(step).detail->setText(
        tr("waiting: %1 of at most %2 s").arg(elapsed.count() / 1000).arg(atMost.count() / 1000));
    adaptButtons();
}

void DoctorDialog::showFinding(const DoctorFinding &finding)
{
    Row &row = rowOf(finding.step);
    row.mark->setText(mark(finding.verdict));
    row.mark->setAccessibleName(verdictWord(finding.verdict));
    const bool isBad = finding.verdict == DoctorVerdict::Failed;
    const bool isOut = finding.verdict == DoctorVerdict::Skipped;
    setKind(*row.mark, isBad ? u"fault"_s : isOut ? u"muted"_s : u"title"_s);
    setKind(*row.detail, isBad ? u"fault"_s : isOut ? u"muted"_s : QString());
    row.detail->setText(finding.detail);
    row.detail->setAccessibleName(
        tr("%1, %2: %3").arg(title(finding.step), verdictWord(finding.verdict), finding.detail));
    row.time->setText(isOut ? QString() : timeText(finding.took));
    adaptButtons();
}

void DoctorDialog::showDiagnosis()
{
    const auto diagnosis = m_doctor->diagnosis();
    const bool isBad = diagnosis && diagnosis->verdict == DoctorVerdict::Failed;
    setKind(*m_diagnosis, isBad ? u"fault"_s : u"title"_s);
    m_diagnosis->setText(diagnosis ? tr("%1: %2").arg(title(diagnosis->step), diagnosis->detail)
                                   : tr("All is well: every step passed."));
    m_diagnosis->setAccessibleName(m_diagnosis->text());
    m_next->setVisible(diagnosis && !diagnosis->next.isEmpty());
    if (diagnosis)
        m_next->setText(tr("→ %1").arg(diagnosis->next));
    adaptButtons();
    QAccessibleEvent alert(m_diagnosis, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void DoctorDialog::adaptButtons()
{
    m_skip->setEnabled(m_doctor->canSkip());
    m_again->setEnabled(!m_doctor->isRunning());
    m_copy->setEnabled(!m_doctor->findings().isEmpty());
}

} // namespace signalbox
