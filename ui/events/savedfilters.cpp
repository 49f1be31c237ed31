// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/savedfilters.h"

#include "core/plaintext.h"
#include "events/savedfiltersdialog.h"
#include "theme/theme.h"

#include <QDialogButtonBox>
#include <QInputDialog>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int nameLength = 60;
constexpr int nameDialogWidth = 360; ///< logical pixels: most names are seen whole

QString menuText(const QString &name)
{
    return plainLine(name, nameLength).replace(u'&', u"&&"_s);
}

} // namespace

SavedFilters::SavedFilters(const Settings &settings, const Theme &theme, QWidget *parent)
    : QToolButton(parent), m_settings(settings), m_theme(theme), m_menu(new QMenu(this))
{
    setObjectName(u"savedFilters"_s);
    setIcon(theme.icon(u"star"_s));
    setIconSize(QSize(14, 14));
    setAccessibleName(tr("Saved filters"));
    setToolTip(tr("Filters that were given a name"));
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &SavedFilters::fillMenu);
}

void SavedFilters::setPresent(const QString &text, bool right)
{
    m_text = text.trimmed();
    m_right = right;
}

void SavedFilters::fillMenu()
{
    m_menu->clear();
    for (const SavedFilter &filter : m_settings.savedFilters) {
        QAction *action = m_menu->addAction(menuText(filter.name), this,
                                            [this, text = filter.text] { emit filterChosen(text); });
        action->setCheckable(true);
        action->setChecked(filter.text == m_text);
        action->setToolTip(plainToolTip(filter.text));
    }
    if (m_settings.savedFilters.isEmpty())
        m_menu->addAction(tr("No filter was saved yet"))->setEnabled(false);
    m_menu->addSeparator();
    const bool known = std::any_of(m_settings.savedFilters.cbegin(), m_settings.savedFilters.cend(),
                                   [this](const SavedFilter &filter) { return filter.text == m_text; });
    const bool room = m_settings.savedFilters.size() < limits::savedFilters;
    QAction *save =
        m_menu->addAction(room ? tr("&Save this filter…") : tr("No room: delete a saved filter first"), this,
                          &SavedFilters::askName);
    save->setEnabled(room && m_right && !known && !m_text.isEmpty()
                     && m_text.size() <= limits::filterTextLength);
    QAction *edit = m_menu->addAction(tr("&Edit saved filters…"), this, &SavedFilters::openList);
    edit->setEnabled(!m_settings.savedFilters.isEmpty());
}

void SavedFilters::askName()
{
    auto *dialog = new QInputDialog(window());
    dialog->setObjectName(u"filterNameDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save the filter"));
    dialog->setLabelText(tr("&Name of the filter"));
    dialog->setOkButtonText(tr("Save filter"));
    dialog->setTextValue(m_text.left(nameLength));
    dialog->setMinimumWidth(nameDialogWidth);
    if (const auto *buttons = dialog->findChild<QDialogButtonBox *>())
        buttons->button(QDialogButtonBox::Ok)->setProperty("kind", u"primary"_s);
    connect(dialog, &QInputDialog::textValueSelected, this, &SavedFilters::save);
    dialog->open();
}

void SavedFilters::save(const QString &name)
{
    const QString given = name.trimmed().left(nameLength);
    Settings settings = m_settings;
    settings.savedFilters.append({given.isEmpty() ? m_text.left(nameLength) : given, m_text});
    emit settingsEdited(settings);
}

void SavedFilters::openList()
{
    auto *dialog = new SavedFiltersDialog(m_settings.savedFilters, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SavedFiltersDialog::saved, this, [this](const QVector<SavedFilter> &filters) {
        Settings settings = m_settings;
        settings.savedFilters = filters;
        emit settingsEdited(settings);
    });
    dialog->open();
}

} // namespace signalbox
